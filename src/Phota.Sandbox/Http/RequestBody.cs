using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Phota.Sandbox.Http;

/// <summary>A JSON request body whose images stay where they arrived, as slices of the bytes read.</summary>
internal sealed class RequestBody
{
    private const int MaxLength = 1 << 30;

    private readonly IReadOnlyDictionary<BodyImage, ReadOnlyMemory<byte>> _images;

    private RequestBody(JsonNode? json, IReadOnlyDictionary<BodyImage, ReadOnlyMemory<byte>> images) => (Json, _images) = (json, images);

    public static RequestBody Empty { get; } = new(null, new Dictionary<BodyImage, ReadOnlyMemory<byte>>());

    /// <summary>The body with a <see cref="BodyImage"/> in the place of each image.</summary>
    public JsonNode? Json { get; }

    /// <summary>Why it is not JSON, and at which byte.</summary>
    public (long Position, string Message)? SyntaxError { get; private init; }

    public long Length { get; private init; }
    public IEnumerable<BodyImage> Images => _images.Keys;

    public ReadOnlyMemory<byte> Base64Of(BodyImage image) => _images[image];

    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> utf8 = await ReadBytesAsync(request, cancel);
        if (utf8.IsEmpty)
            return Empty;

        try
        {
            var parser = new BodyParser(utf8);
            return new RequestBody(parser.Parse(), parser.Images) { Length = utf8.Length };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            var error = ((e as JsonException)?.BytePositionInLine ?? 0, e.Message);
            return new RequestBody(null, Empty._images) { Length = utf8.Length, SyntaxError = error };
        }
    }

    /// <summary>Takes the body for an object, or refuses it as FastAPI does.</summary>
    public ValidationError? TryGetObject(HttpRequest request, out JsonObject body)
    {
        body = Json as JsonObject ?? [];
        if (Length == 0)
            return new ValidationError("missing", ["body"], "Field required");
        if (request.HasJsonContentType() && SyntaxError is (long position, string message))
            return new ValidationError("json_invalid", ["body", (int)position], $"JSON decode error: {message}");
        return request.HasJsonContentType() && Json is JsonObject ? null : new ValidationError(
            "model_attributes_type", ["body"], "Input should be a valid dictionary or object to extract fields from");
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength is long length)
        {
            if (length > MaxLength)
                throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
            byte[] exact = GC.AllocateUninitializedArray<byte>((int)length);
            await request.Body.ReadExactlyAsync(exact, cancel);
            return exact;
        }

        using var grown = new MemoryStream();
        await request.Body.CopyToAsync(grown, cancel);
        return grown.GetBuffer().AsMemory(0, (int)grown.Length);
    }

    private sealed class BodyParser(ReadOnlyMemory<byte> utf8)
    {
        private const int MaxText = 64 * 1024;

        private static readonly JsonTypeInfo<BodyImage> s_imageType =
            (JsonTypeInfo<BodyImage>)Sandbox.Json.Options.GetTypeInfo(typeof(BodyImage));

        public Dictionary<BodyImage, ReadOnlyMemory<byte>> Images { get; } = [];

        /// <exception cref="JsonException">The bytes are not JSON.</exception>
        public JsonNode? Parse()
        {
            using JsonDocument document = JsonDocument.Parse(utf8);
            return Convert(document.RootElement, "");
        }

        private JsonNode? Convert(JsonElement element, string field) => element.ValueKind switch
        {
            JsonValueKind.Object => new JsonObject(element.EnumerateObject().DistinctBy(p => p.Name)
                .Select(p => KeyValuePair.Create(p.Name, Convert(p.Value, p.Name)))),
            JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Select(item => Convert(item, field))]),
            JsonValueKind.String => ConvertString(element, field),
            JsonValueKind.Null => null,
            _ => JsonValue.Create(element.Clone()),
        };

        private JsonValue ConvertString(JsonElement element, string field)
        {
            ReadOnlySpan<byte> raw = JsonMarshal.GetRawUtf8Value(element)[1..^1];
            if (!OpenApi.ImageFields.Contains(field) && raw.Length <= MaxText)
                return JsonValue.Create(element.GetString()!);

            // A slice of the body, without a copy, unless it has escapes.
            ReadOnlyMemory<byte> text = !raw.Contains((byte)'\\') && utf8.Span.Overlaps(raw, out int offset)
                ? utf8.Slice(offset, raw.Length)
                : Encoding.UTF8.GetBytes(element.GetString()!);
            BodyImage image = BodyImage.Read(text.Span);
            Images[image] = text;
            return JsonValue.Create(image, s_imageType)!;
        }
    }
}

/// <summary>What the log keeps of an image that came in a request body.</summary>
/// <param name="Kind"><c>base64</c>, <c>url</c>, or <c>text</c> for what is neither.</param>
/// <param name="Length">Characters of the string.</param>
/// <param name="Bytes">Bytes of the image.</param>
[method: JsonConstructor]
internal sealed record BodyImage(
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url,
    long Length,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Bytes = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sha256 = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Format = null)
{
    public const string Base64Kind = "base64";
    public const string UrlKind = "url";
    public const string TextKind = "text";

    private const int ChunkBytes = 48 * 1024;

    public static BodyImage Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("http://"u8) || utf8.StartsWith("https://"u8))
        {
            string url = Encoding.UTF8.GetString(utf8);
            if (Uri.TryCreate(url, UriKind.Absolute, out _))
                return new BodyImage(UrlKind, url, url.Length);
        }

        return Digest(utf8) ?? new BodyImage(TextKind, null, utf8.Length);
    }

    private static BodyImage? Digest(ReadOnlySpan<byte> base64)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        Span<byte> head = stackalloc byte[ImageFormat.HeadLength];
        try
        {
            long bytes = 0;
            for (ReadOnlySpan<byte> rest = base64; rest.Length > 0;)
            {
                OperationStatus status = Base64.DecodeFromUtf8(rest, chunk, out int consumed, out int written);
                if (status is not (OperationStatus.Done or OperationStatus.DestinationTooSmall) || consumed == 0)
                    return null;
                if (bytes == 0)
                    chunk.AsSpan(0, Math.Min(written, head.Length)).CopyTo(head);
                hash.AppendData(chunk, 0, written);
                bytes += written;
                rest = rest[consumed..];
            }

            string sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            string format = ImageFormat.Detect(head[..(int)Math.Min(bytes, head.Length)]);
            return bytes == 0 ? null : new BodyImage(Base64Kind, null, base64.Length, bytes, sha256, format);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}

/// <summary>What bytes are, by their magic numbers.</summary>
internal static class ImageFormat
{
    public const string Jpeg = "jpeg";
    public const string Png = "png";
    public const string WebP = "webp";
    public const string Heic = "heic";
    public const string Unknown = "unknown";

    /// <summary>How many bytes a decision needs.</summary>
    public const int HeadLength = 12;

    public static string Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith<byte>([0xFF, 0xD8, 0xFF]))
            return Jpeg;
        if (head.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
            return Png;
        if (head.Length < HeadLength)
            return Unknown;
        if (head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8))
            return WebP;
        return head[4..].StartsWith("ftyp"u8) && IsHeicBrand(head[8..12]) ? Heic : Unknown;
    }

    private static bool IsHeicBrand(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8);
}

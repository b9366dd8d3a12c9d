using System.Text.Json;
using System.Text.Json.Nodes;

namespace Phota.Sandbox.Http;

/// <summary>A JSON request body whose pictures stay where they arrived, as slices of the bytes read.</summary>
internal sealed class RequestBody
{
    private const int LargestLength = 1 << 30;

    private readonly IReadOnlyDictionary<SentImage, ReadOnlyMemory<byte>> _images;

    private RequestBody(JsonNode? json, IReadOnlyDictionary<SentImage, ReadOnlyMemory<byte>> images)
    {
        Json = json;
        _images = images;
    }

    public static RequestBody None { get; } = new(null, new Dictionary<SentImage, ReadOnlyMemory<byte>>());

    /// <summary>The body with a <see cref="SentImage"/> in the place of each picture.</summary>
    public JsonNode? Json { get; }

    /// <summary>Why it is no JSON, and at which byte.</summary>
    public (long Position, string Message)? SyntaxError { get; private init; }

    /// <summary>Bytes of the whole body.</summary>
    public long Length { get; private init; }

    public bool IsEmpty => Length == 0;

    public IEnumerable<SentImage> Images => _images.Keys;

    public ReadOnlyMemory<byte> Base64Of(SentImage image) => _images[image];

    public static async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> utf8 = await ReadBytesAsync(request, cancel);
        if (utf8.IsEmpty)
            return None;

        try
        {
            (JsonNode? json, Dictionary<SentImage, ReadOnlyMemory<byte>> images) = BodyParser.Parse(utf8);
            return new RequestBody(json, images) { Length = utf8.Length };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return new RequestBody(null, None._images)
            {
                Length = utf8.Length,
                SyntaxError = ((e as JsonException)?.BytePositionInLine ?? 0, e.Message),
            };
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpRequest request, CancellationToken cancel)
    {
        if (request.ContentLength is long length)
        {
            if (length > LargestLength)
                throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
            byte[] exact = GC.AllocateUninitializedArray<byte>((int)length);
            await request.Body.ReadExactlyAsync(exact, cancel);
            return exact;
        }

        using var grown = new MemoryStream();
        await request.Body.CopyToAsync(grown, cancel);
        return grown.GetBuffer().AsMemory(0, (int)grown.Length);
    }
}

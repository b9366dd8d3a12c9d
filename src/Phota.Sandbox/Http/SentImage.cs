using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Phota.Sandbox.Http;

/// <summary>What the log keeps of a picture that came in a request body.</summary>
/// <param name="Kind"><c>base64</c>, <c>url</c>, or <c>text</c> for what is neither.</param>
/// <param name="Length">Characters of the string.</param>
/// <param name="Bytes">Bytes of the picture.</param>
[method: JsonConstructor]
internal sealed record SentImage(
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Url,
    long Length,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Bytes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sha256,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Format)
{
    public const string Base64Kind = "base64";
    public const string UrlKind = "url";
    public const string TextKind = "text";

    private const int ChunkBytes = 48 * 1024;

    public static SentImage Read(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("http://"u8) || utf8.StartsWith("https://"u8))
        {
            string url = Encoding.UTF8.GetString(utf8);
            if (Uri.TryCreate(url, UriKind.Absolute, out _))
                return new SentImage(UrlKind, url, url.Length, null, null, null);
        }

        return Digest(utf8) ?? new SentImage(TextKind, null, utf8.Length, null, null, null);
    }

    private static SentImage? Digest(ReadOnlySpan<byte> base64)
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
            string format = ImageFormat.Of(head[..(int)Math.Min(bytes, head.Length)]);
            return bytes == 0 ? null : new SentImage(Base64Kind, null, base64.Length, bytes, sha256, format);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}

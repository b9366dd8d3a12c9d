using System.Buffers;
using System.Buffers.Text;
using System.Text.Json.Nodes;
using Phota.Sandbox.Pictures;

namespace Phota.Sandbox.Http;

/// <summary>A result with its pictures in it, turned into base64 on the way out; the length is known before.</summary>
internal sealed class ImagesAnswer(JsonObject frame, IReadOnlyList<Picture> pictures) : IResult
{
    private const int ChunkBytes = 48 * 1024;

    public async Task ExecuteAsync(HttpContext http)
    {
        byte[] start = Start();
        long length = start.Length + "]}"u8.Length + Math.Max(0, pictures.Count - 1)
            + pictures.Sum(p => 2 + Base64Length(p.Length));
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = length;

        Stream body = http.Response.Body;
        CancellationToken gone = http.RequestAborted;
        await body.WriteAsync(start, gone);
        for (int i = 0; i < pictures.Count; i++)
        {
            await body.WriteAsync(i == 0 ? "\""u8.ToArray() : ",\""u8.ToArray(), gone);
            await WriteBase64Async(pictures[i].ToArray(), body, gone);
            await body.WriteAsync("\""u8.ToArray(), gone);
        }

        await body.WriteAsync("]}"u8.ToArray(), gone);
    }

    private byte[] Start()
    {
        string json = frame.ToJsonString(Json.Options)[..^1];
        return System.Text.Encoding.UTF8.GetBytes(json + (json.Length > 1 ? "," : "") + "\"images\":[");
    }

    private static async Task WriteBase64Async(ReadOnlyMemory<byte> picture, Stream body, CancellationToken gone)
    {
        byte[] text = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(ChunkBytes));
        try
        {
            for (; !picture.IsEmpty; picture = picture[Math.Min(ChunkBytes, picture.Length)..])
            {
                ReadOnlyMemory<byte> chunk = picture[..Math.Min(ChunkBytes, picture.Length)];
                Base64.EncodeToUtf8(chunk.Span, text, out _, out int written);
                await body.WriteAsync(text.AsMemory(0, written), gone);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    private static long Base64Length(long bytes) => (bytes + 2) / 3 * 4;
}

using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace Phota.Tests.Fuzzing;

/// <summary>A spoiled answer, and where its images may go.</summary>
internal sealed record Answer(byte[] Body, OutputTarget Target, Random Random)
{
    /// <summary>Whether it says that it is compressed; whether that is so is another matter.</summary>
    public bool IsCompressed { get; } = Random.Next(10) == 0;

    public HttpResponseMessage Response(HttpStatusCode status = HttpStatusCode.OK)
    {
        byte[] body = IsCompressed && Random.Next(3) > 0 ? Compress() : Body;
        StreamContent content = new(PieceStream.Cut(body, Random));
        if (IsCompressed) content.Headers.ContentEncoding.Add("gzip");
        if (Random.Next(2) == 0) content.Headers.ContentType = MediaTypeHeaderValue.Parse(Random.Next(2) == 0 ? "application/json" : "text/plain");
        return DecompressionHandler.Decompress(new HttpResponseMessage(status) { Content = content });
    }

    private byte[] Compress()
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Fastest)) gzip.Write(Body);
        byte[] bytes = compressed.ToArray();
        if (bytes.Length > 0 && Random.Next(3) == 0) bytes[Random.Next(bytes.Length)] ^= 4;
        return bytes;
    }
}

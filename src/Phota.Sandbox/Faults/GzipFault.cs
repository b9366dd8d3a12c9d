using System.IO.Compression;
using Phota.Sandbox.Http;

namespace Phota.Sandbox.Faults;

/// <summary>The right answer, compressed though nobody asked for that.</summary>
internal sealed record GzipFault : FaultAction
{
    public override Task<IResult> BeforeResponseAsync(Exchange exchange, IResult result) =>
        Task.FromResult<IResult>(new CompressedAnswer(result));

    private sealed class CompressedAnswer(IResult answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            HttpResponse response = http.Response;
            Stream wire = response.Body;
            using var compressed = new MemoryStream();
            await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            {
                response.Body = gzip;
                await answer.ExecuteAsync(http);
                response.Body = wire;
            }

            response.Headers.ContentEncoding = "gzip";
            response.ContentLength = compressed.Length;
            await wire.WriteAsync(compressed.GetBuffer().AsMemory(0, (int)compressed.Length), http.RequestAborted);
        }
    }
}

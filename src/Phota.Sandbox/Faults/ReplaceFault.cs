using System.IO.Compression;
using System.Text;
using Phota.Sandbox.Http;

namespace Phota.Sandbox.Faults;

/// <summary>The work is done and charged, and then another body goes out.</summary>
internal sealed record ReplaceFault(
    string? Body = null,
    string? BodyBase64 = null,
    string ContentType = "application/json",
    int Status = StatusCodes.Status200OK,
    long? DeclaredLength = null,
    bool Gzip = false) : FaultAction
{
    public override void Validate()
    {
        if (Body is not null && BodyBase64 is not null)
            throw new ArgumentException("replace: 'body' or 'body_base64', not both.");
        if (DeclaredLength < 0)
            throw new ArgumentException("replace: 'declared_length' is 0 or more.");
        _ = Bytes();
    }

    public override Task<IResult> BeforeResponseAsync(Exchange exchange, IResult result)
    {
        byte[] bytes = Bytes();
        if (Gzip)
        {
            bytes = Compress(bytes);
            exchange.Http.Response.Headers.ContentEncoding = "gzip";
        }

        return Task.FromResult<IResult>(DeclaredLength is long declared
            ? new MisdeclaredAnswer(new Answer(Status, ContentType, bytes), declared, exchange)
            : new Answer(Status, ContentType, bytes));
    }

    private byte[] Bytes()
    {
        try
        {
            return BodyBase64 is null ? Encoding.UTF8.GetBytes(Body ?? "") : Convert.FromBase64String(BodyBase64);
        }
        catch (FormatException e)
        {
            throw new ArgumentException("replace: 'body_base64' is no base64.", e);
        }
    }

    private static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return compressed.ToArray();
    }

    /// <summary>Announces another length than it has: a longer one ends the connection early.</summary>
    private sealed class MisdeclaredAnswer(Answer answer, long declared, Exchange exchange) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = answer.Status;
            http.Response.ContentType = answer.ContentType;
            http.Response.ContentLength = declared;
            long length = Math.Min(declared, answer.Body.Length);
            await http.Response.Body.WriteAsync(answer.Body[..(int)length], http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            if (length < declared)
                exchange.CutOff();
        }
    }
}

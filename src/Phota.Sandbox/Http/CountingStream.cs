using Phota.Sandbox.State;

namespace Phota.Sandbox.Http;

/// <summary>Counts what goes out, and closes the log entry before the last byte leaves,
/// so that whoever has read an answer also finds it in the log.</summary>
internal sealed class CountingStream(Stream inner, Exchange exchange) : ForwardingStream(inner)
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        LoggedRequest log = exchange.Log;
        log.Status = exchange.Http.Response.StatusCode;
        log.BytesOut += buffer.Length;
        if (log.BytesOut == exchange.Http.Response.ContentLength)
            exchange.Complete();
        try
        {
            await base.WriteAsync(buffer, cancellationToken);
        }
        catch
        {
            exchange.Undeliverable();
            throw;
        }
    }
}

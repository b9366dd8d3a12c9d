using Phota.Sandbox.Http;

namespace Phota.Sandbox.Faults;

/// <summary>The body ends early, though <c>Content-Length</c> announced all of it.</summary>
internal sealed record TruncateFault(long AfterBytes = 0) : FaultAction
{
    public override void Validate() => Moments.CheckBytes("truncate", AfterBytes);

    public override Stream Shape(Stream body, Exchange exchange) => new BreakingStream(body, AfterBytes, _ =>
    {
        exchange.CutOff();
        throw new IOException("The body was truncated by a fault.");
    });
}

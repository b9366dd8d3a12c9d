using Phota.Sandbox.Http;

namespace Phota.Sandbox.Faults;

/// <summary>A TCP reset at that moment.</summary>
internal sealed record ResetFault(string When = Moments.AfterRead, long AfterBytes = 0) : FaultAction
{
    public override void Validate()
    {
        Moments.Check("reset", When, Moments.BeforeRead, Moments.AfterRead, Moments.AfterCharge, Moments.MidBody);
        Moments.CheckBytes("reset", AfterBytes);
    }

    public override Task<IResult?> BeforeReadAsync(Exchange exchange) =>
        Task.FromResult(When == Moments.BeforeRead ? exchange.Reset() : null);

    public override Task<IResult?> AfterReadAsync(Exchange exchange) =>
        Task.FromResult(When == Moments.AfterRead ? exchange.Reset() : null);

    public override Task<IResult> BeforeResponseAsync(Exchange exchange, IResult result) =>
        Task.FromResult(When == Moments.AfterCharge ? exchange.Reset() : result);

    public override Stream Shape(Stream body, Exchange exchange) => When != Moments.MidBody
        ? body
        : new BreakingStream(body, AfterBytes, _ =>
        {
            exchange.Reset();
            throw new IOException("The connection was reset by a fault.");
        });
}

using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Faults;

/// <summary>Waits at that moment until all held requests are released, or the client goes away.</summary>
internal sealed record HoldFault(string When = Moments.BeforeResponse, long AfterBytes = 0) : FaultAction
{
    public override void Validate()
    {
        Moments.Check("hold", When, Moments.BeforeRead, Moments.BeforeResponse, Moments.MidBody);
        Moments.CheckBytes("hold", AfterBytes);
    }

    public override async Task<IResult?> BeforeReadAsync(Exchange exchange)
    {
        if (When == Moments.BeforeRead)
            await HoldAsync(exchange, exchange.Gone);
        return null;
    }

    public override async Task<IResult> BeforeResponseAsync(Exchange exchange, IResult result)
    {
        if (When == Moments.BeforeResponse)
            await HoldAsync(exchange, exchange.Gone);
        return result;
    }

    public override Stream Shape(Stream body, Exchange exchange) => When != Moments.MidBody
        ? body
        : new BreakingStream(body, AfterBytes, cancel => HoldAsync(exchange, cancel));

    private static async Task HoldAsync(Exchange exchange, CancellationToken cancel)
    {
        Task release = exchange.World.Gate.Release;
        exchange.World.Signals.Raise(Signals.Held, exchange.Path);
        await release.WaitAsync(cancel);
    }
}

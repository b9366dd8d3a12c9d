using Phota.Sandbox.Http;

namespace Phota.Sandbox.Faults;

/// <summary>A late answer, in real time.</summary>
internal sealed record DelayFault(double Ms) : FaultAction
{
    public override void Validate()
    {
        if (Ms is < 0 or > int.MaxValue)
            throw new ArgumentException("delay: 'ms' is 0 or more.");
    }

    public override async Task<IResult> BeforeResponseAsync(Exchange exchange, IResult result)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Ms), exchange.Gone);
        return result;
    }
}

/// <summary>A body that trickles, in real time.</summary>
internal sealed record SlowFault(double BytesPerSecond) : FaultAction
{
    public override void Validate()
    {
        if (BytesPerSecond <= 0)
            throw new ArgumentException("slow: 'bytes_per_second' is more than 0.");
    }

    public override Stream Shape(Stream body, Exchange exchange) => new Trickle(body, BytesPerSecond);

    private sealed class Trickle(Stream inner, double bytesPerSecond) : ForwardingStream(inner)
    {
        private const double BeatsPerSecond = 20;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int drop = Math.Max(1, (int)(bytesPerSecond / BeatsPerSecond));
            for (; buffer.Length > 0; buffer = buffer[Math.Min(drop, buffer.Length)..])
            {
                ReadOnlyMemory<byte> next = buffer[..Math.Min(drop, buffer.Length)];
                await Task.Delay(TimeSpan.FromSeconds(next.Length / bytesPerSecond), cancellationToken);
                await base.WriteAsync(next, cancellationToken);
                await FlushAsync(cancellationToken);
            }
        }
    }
}

using System.Collections.Concurrent;

namespace Phota.Sandbox.State;

/// <summary>Remembers which key was told to wait until when, and limits the rate when a switch asks for it.</summary>
internal sealed class Throttle(Switches switches)
{
    private readonly ConcurrentQueue<Order> _orders = new();
    private readonly Lock _lock = new();
    private readonly Queue<DateTimeOffset> _recent = new();

    /// <summary>A client was told to stay away until then.</summary>
    public void Tell(Order order) => _orders.Enqueue(order);

    /// <summary>The order that this request broke, or <c>null</c>.</summary>
    /// <remarks>
    /// Requests that were under way when the order was told are innocent, and their arrival cannot tell them apart;
    /// hence the grace. The same request again on the same connection can only be a retry.
    /// </remarks>
    public Order? BrokenBy(string key, DateTimeOffset arrived, string connection, Func<string> fingerprint)
    {
        while (_orders.TryPeek(out Order? oldest) && oldest.Until < arrived)
            _orders.TryDequeue(out _);

        TimeSpan grace = switches.Milliseconds(SwitchTable.RetryGraceMilliseconds);
        return _orders.FirstOrDefault(o =>
            o.Key == key
            && arrived >= o.At
            && arrived < o.Until - SandboxClock.TimerTolerance
            && (arrived >= o.At + grace || (o.Connection == connection && o.Fingerprint == fingerprint())));
    }

    public bool IsOverRate(DateTimeOffset now)
    {
        int limit = (int)switches.Number(SwitchTable.RateLimitPerSecond);
        if (limit == 0)
            return false;

        lock (_lock)
        {
            while (_recent.TryPeek(out DateTimeOffset oldest) && oldest <= now.AddSeconds(-1))
                _recent.Dequeue();
            if (_recent.Count >= limit)
                return true;
            _recent.Enqueue(now);
            return false;
        }
    }

    public sealed record Order(
        string Key, DateTimeOffset At, DateTimeOffset Until, string Connection, string Fingerprint, string RequestId);
}

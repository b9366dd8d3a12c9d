namespace Phota.Tests.Stories;

/// <summary>A clock on which every wait is over at once, and has taken its time; deadlines alone are waited for.</summary>
internal sealed class SkippingClock : TimeProvider
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(50);
    private readonly DateTimeOffset _start = new(2026, 11, 25, 8, 0, 0, TimeSpan.Zero);
    private long _passed;

    /// <summary>Called at each reading of the time: there is one before each fact is written.</summary>
    public Action? OnReading { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan time) => Interlocked.Add(ref _passed, time.Ticks);

    // No two readings are the same, as on a real clock.
    public override DateTimeOffset GetUtcNow()
    {
        OnReading?.Invoke();
        return _start + TimeSpan.FromTicks(Interlocked.Increment(ref _passed));
    }

    public override long GetTimestamp() => Interlocked.Read(ref _passed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < TimeSpan.Zero || dueTime >= s_deadline) return System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Advance(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}

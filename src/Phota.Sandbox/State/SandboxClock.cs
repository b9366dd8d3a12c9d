namespace Phota.Sandbox.State;

/// <summary>Real time plus an offset that tests move forward; everything with time in it follows this clock.</summary>
internal sealed class SandboxClock
{
    /// <summary>How much sooner than it was set a client's timer may fire: that is no fault of the client's.</summary>
    public static readonly TimeSpan TimerTolerance = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan s_longestDelay = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private TimeSpan _offset;
    private TaskCompletionSource _moved = NewSignal();

    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
                return DateTimeOffset.UtcNow + _offset;
        }
    }

    public void Advance(TimeSpan time)
    {
        TaskCompletionSource moved;
        lock (_lock)
        {
            _offset += time;
            (moved, _moved) = (_moved, NewSignal());
        }

        moved.SetResult();
    }

    public async Task UntilAsync(DateTimeOffset instant, CancellationToken cancel)
    {
        while (true)
        {
            Task moved;
            TimeSpan left;
            lock (_lock)
            {
                moved = _moved.Task;
                left = instant - DateTimeOffset.UtcNow - _offset;
            }

            if (left <= TimeSpan.Zero)
                return;

            using var sooner = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            Task elapsed = Task.Delay(left < s_longestDelay ? left : s_longestDelay, sooner.Token);
            await Task.WhenAny(elapsed, moved);
            await sooner.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

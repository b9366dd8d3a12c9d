namespace Phota;

/// <summary>Ends an operation when the user stops it or when its time is over, and knows which of the two it was.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _source;
    private readonly Deadline? _outer;
    private readonly ITimer? _timer;
    private readonly long _start;
    private TimeSpan _paused;

    public Deadline(TimeSpan limit, TimeProvider time, CancellationToken stop)
        : this(limit, time, null, stop)
    {
    }

    /// <summary>Creates the deadline of a part: when the whole is over, so is the part, and what does not count for the part does not for the whole.</summary>
    public Deadline(TimeSpan limit, TimeProvider time, Deadline outer)
        : this(limit, time, outer, outer.Token)
    {
    }

    private Deadline(TimeSpan limit, TimeProvider time, Deadline? outer, CancellationToken stop)
    {
        _limit = limit;
        _time = time;
        _stop = stop;
        _outer = outer;
        _start = time.GetTimestamp();
        _source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (limit != Timeout.InfiniteTimeSpan) _timer = time.CreateTimer(_ => Cancel(), null, limit, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _source.Token;

    public TimeSpan Elapsed => _time.GetElapsedTime(_start) - _paused;

    public TimeSpan Left => _limit == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : _limit - Elapsed;

    /// <summary>True when an exception came of the time limit and not of the user.</summary>
    public bool IsOver => _source.IsCancellationRequested && !_stop.IsCancellationRequested;

    /// <summary>Waits for something that does not count, for no longer than the whole may take.</summary>
    /// <param name="wait">Waits so long at most, and can be stopped.</param>
    public async Task<T> PauseAsync<T>(Func<TimeSpan, CancellationToken, Task<T>> wait)
    {
        TimeSpan left = Left;
        _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        long begun = _time.GetTimestamp();
        T result = await (_outer?.PauseAsync(wait) ?? wait(_limit, _stop)).ConfigureAwait(false);
        _paused += _time.GetElapsedTime(begun);
        _timer?.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        return result;
    }

    public PhotaException Error(string what) =>
        new(PhotaErrorKind.Timeout, $"{what} took longer than the {_limit.TotalSeconds:0} seconds allowed.");

    public void Dispose()
    {
        _timer?.Dispose();
        _source.Dispose();
    }

    private void Cancel()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // A timer may fire while it is disposed of.
        }
    }
}

internal static class TimeProviderDelay
{
    /// <summary>Waits by a clock; .NET Framework has it as an extension only.</summary>
    public static Task DelayAsync(this TimeProvider time, TimeSpan wait, CancellationToken cancellationToken = default) =>
#if NETFRAMEWORK
        time.Delay(wait, cancellationToken);
#else
        Task.Delay(wait, time, cancellationToken);
#endif
}

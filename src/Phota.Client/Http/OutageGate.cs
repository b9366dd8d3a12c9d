namespace Phota;

/// <summary>
/// Holds the calls to a host back while it cannot be reached. One call at a time is let through to see whether it can be
/// again, first after a second and then ever less often; an answer to any call opens the gate for all. Before the first
/// success it never closes, for then the endpoint is probably wrong.
/// </summary>
internal sealed class OutageGate(TimeProvider time)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    private readonly object _lock = new();
    private readonly SemaphoreSlim _probe = new(1);
    private TaskCompletionSource<bool>? _opened;
    private bool _wasReached;
    private long _closedAt;
    private TimeSpan _pause;

    /// <summary>Whether calls are held back.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock) return _opened is not null;
        }
    }

    /// <summary>Notes that the host has answered.</summary>
    /// <param name="isSuccess">Whether the call succeeded, so that the endpoint is known to be right.</param>
    public void Open(bool isSuccess)
    {
        TaskCompletionSource<bool>? opened;
        lock (_lock)
        {
            _wasReached |= isSuccess;
            opened = _opened;
            _opened = null;
        }

        opened?.TrySetResult(true);
    }

    /// <summary>Notes that the host cannot be reached; false where it never could.</summary>
    public bool TryClose()
    {
        lock (_lock)
        {
            if (!_wasReached) return false;
            if (_opened is not null) return true;
            _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _closedAt = time.GetTimestamp();
            _pause = s_firstPause;
            return true;
        }
    }

    /// <summary>Waits until a call may be sent; false where the outage lasts too long.</summary>
    /// <param name="limit">The longest outage to wait for.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        await _probe.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            TimeSpan pause;
            Task opened;
            lock (_lock)
            {
                if (_opened is null) return true;
                opened = _opened.Task;
                TimeSpan left = limit == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : limit - time.GetElapsedTime(_closedAt);
                if (left <= TimeSpan.Zero) return false;
                pause = left < _pause ? left : _pause;
                TimeSpan next = _pause + _pause;
                _pause = next < s_longestPause ? next : s_longestPause;
            }

            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(time.DelayAsync(pause, over.Token), opened).ConfigureAwait(false);
            over.Cancel();
            cancellationToken.ThrowIfCancellationRequested();
            return true;
        }
        finally
        {
            _probe.Release();
        }
    }
}

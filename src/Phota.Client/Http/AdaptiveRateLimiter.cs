namespace Phota;

/// <summary>
/// Limits the concurrency of all calls of an account in this process by what the service bears. A throttled answer
/// pauses every caller; then one call at a time goes on, one more after each success and after each second in which
/// nothing was throttled. A call that is repeated waits behind those already waiting.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="step">The time after which one more call goes on although none has succeeded; null stands for a second.</param>
internal sealed class AdaptiveRateLimiter(TimeProvider time, TimeSpan? step = null)
{
    // A timer takes no more than 49 days; a longer pause is waited for in parts.
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromHours(1);

    private readonly TimeSpan _step = step ?? TimeSpan.FromSeconds(1);
    private readonly object _lock = new();
    private readonly Queue<TaskCompletionSource<int>> _waiting = new();
    private readonly long _start = time.GetTimestamp();
    private int _running;
    private int _limit = int.MaxValue;
    private int _formerRunning;
    private int _pauses;
    private int _throttledInRow;
    private TimeSpan _pausedUntil;
    private bool _isWidening;

    /// <summary>How long no call may be sent.</summary>
    public TimeSpan PausedFor
    {
        get
        {
            lock (_lock) return _pausedUntil - Now is { Ticks: > 0 } left ? left : TimeSpan.Zero;
        }
    }

    /// <summary>How often the service has throttled a call, a burst counting once.</summary>
    public int Pauses => Volatile.Read(ref _pauses);

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <summary>Waits until a call may be sent.</summary>
    /// <returns>The number of pauses before it, to be given back with the permit.</returns>
    public async Task<int> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource<int> permit = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue(permit);
            Grant();
        }

        using CancellationTokenRegistration registration = cancellationToken.Register(() => permit.TrySetCanceled(cancellationToken));
        return await permit.Task.ConfigureAwait(false);
    }

    public void Release(int permit, bool succeeded)
    {
        lock (_lock)
        {
            _running--;
            // A success of a call from before the last pause says nothing about what the service bears now.
            if (succeeded && permit == _pauses)
            {
                _throttledInRow = 0;
                Widen(_limit);
            }

            Grant();
        }
    }

    /// <summary>Gives a permit back and pauses all calls, for as long as the service asked and no shorter than the backoff.</summary>
    public void ReleaseThrottled(int permit, TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            _formerRunning = Math.Max(_formerRunning, _running);
            _running--;
            _limit = 1;
            if (permit == _pauses)
            {
                // The answers to one burst are one pause; only a call that was sent since counts as another in a row.
                _pauses++;
                _throttledInRow++;
            }

            // A service that says "come back at once", again and again, is not to be asked in a tight loop.
            TimeSpan wait = RetryPolicy.Backoff(_throttledInRow);
            if (retryAfter > wait) wait = retryAfter.Value;
            TimeSpan until = Now + wait;
            if (until > _pausedUntil) _pausedUntil = until;
            _ = GrantLaterAsync();
        }
    }

    private async Task GrantLaterAsync()
    {
        while (PausedFor is { Ticks: > 0 } left)
            await time.DelayAsync(left < s_longestDelay ? left + TimeSpan.FromMilliseconds(1) : s_longestDelay).ConfigureAwait(false);
        lock (_lock) Grant();
    }

    // A refusal comes at once, an image takes its time: those who wait are not to wait for the slowest before them.
    private async Task WidenLaterAsync(int pauses)
    {
        await time.DelayAsync(_step).ConfigureAwait(false);
        lock (_lock)
        {
            _isWidening = false;
            if (pauses == _pauses) Widen(Math.Max(_limit, _running));
            Grant();
        }
    }

    private void Widen(int from)
    {
        if (_limit == int.MaxValue) return;
        _limit = from + 1;
        if (_limit <= _formerRunning) return;
        _limit = int.MaxValue;
        _formerRunning = 0;
    }

    private void Grant()
    {
        if (Now < _pausedUntil) return;
        while (_running < _limit && _waiting.Count > 0)
        {
            if (_waiting.Dequeue().TrySetResult(_pauses)) _running++;
        }

        if (_waiting.Count == 0 || _isWidening) return;
        _isWidening = true;
        _ = WidenLaterAsync(_pauses);
    }
}

using System.Diagnostics;

namespace Phota;

/// <summary>
/// One gate for all calls of an account in this process. A throttled answer closes it for every worker; it reopens for
/// one call at a time and widens with each success, and with each while in which nothing was refused. Whoever is sent
/// back waits behind those already waiting.
/// </summary>
/// <param name="step">How long such a while is; null stands for a second.</param>
internal sealed class RateGate(TimeSpan? step = null)
{
    // A timer takes no more than 24 days; whoever is told to wait longer looks again.
    private static readonly TimeSpan s_longestNap = TimeSpan.FromHours(1);

    private readonly TimeSpan _step = step ?? TimeSpan.FromSeconds(1);
    private readonly object _lock = new();
    private readonly Queue<TaskCompletionSource<int>> _waiting = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _running;
    private int _limit = int.MaxValue;
    private int _wideEnough;
    private int _closings;
    private int _throttledInRow;
    private TimeSpan _opensAt;
    private bool _isWidening;

    /// <summary>How long the gate stays closed.</summary>
    public TimeSpan OpensIn
    {
        get
        {
            lock (_lock) return _opensAt - _clock.Elapsed is { Ticks: > 0 } left ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Waits for a turn.</summary>
    /// <returns>A ticket to leave with: how often the gate had closed before.</returns>
    public async Task<int> EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource<int> turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue(turn);
            LetIn();
        }

        using CancellationTokenRegistration registration = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        return await turn.Task.ConfigureAwait(false);
    }

    public void Leave(int ticket, bool succeeded)
    {
        lock (_lock)
        {
            _running--;
            // A success of a call from before the last closing says nothing about what the service bears now.
            if (succeeded && ticket == _closings)
            {
                _throttledInRow = 0;
                Widen(_limit);
            }

            LetIn();
        }
    }

    /// <summary>Leaves and closes the gate, for as long as the service asked and no shorter than a growing while.</summary>
    public void LeaveThrottled(int ticket, TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            _wideEnough = Math.Max(_wideEnough, _running);
            _running--;
            _limit = 1;
            if (ticket == _closings)
            {
                // The answers to one burst are one closing; only a call that was let in since counts as another in a row.
                _closings++;
                _throttledInRow++;
            }

            // A service that says "come back at once", again and again, is not to be asked in a tight loop.
            TimeSpan wait = RetryRule.Backoff(_throttledInRow);
            if (retryAfter > wait) wait = retryAfter.Value;
            TimeSpan until = _clock.Elapsed + wait;
            if (until > _opensAt) _opensAt = until;
            _ = OpenLaterAsync();
        }
    }

    private async Task OpenLaterAsync()
    {
        while (OpensIn is { Ticks: > 0 } left)
            await Task.Delay(left < s_longestNap ? left + TimeSpan.FromMilliseconds(1) : s_longestNap).ConfigureAwait(false);
        lock (_lock) LetIn();
    }

    // A refusal comes at once, a picture takes its time: those who wait are not to wait for the slowest before them.
    private async Task WidenLaterAsync(int closings)
    {
        await Task.Delay(_step).ConfigureAwait(false);
        lock (_lock)
        {
            _isWidening = false;
            if (closings == _closings) Widen(Math.Max(_limit, _running));
            LetIn();
        }
    }

    private void Widen(int from)
    {
        if (_limit == int.MaxValue) return;
        _limit = from + 1;
        if (_limit <= _wideEnough) return;
        _limit = int.MaxValue;
        _wideEnough = 0;
    }

    private void LetIn()
    {
        if (_clock.Elapsed < _opensAt) return;
        while (_running < _limit && _waiting.Count > 0)
        {
            if (_waiting.Dequeue().TrySetResult(_closings)) _running++;
        }

        if (_waiting.Count == 0 || _isWidening) return;
        _isWidening = true;
        _ = WidenLaterAsync(_closings);
    }
}

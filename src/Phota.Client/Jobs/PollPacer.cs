namespace Phota;

/// <summary>
/// Spaces out the polls of an account: everything that is waited for takes turns at one pace, which quickens with each turn
/// and halves when the service has throttled any call since the turn before.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="pauses">How often the service has throttled the account so far.</param>
internal sealed class PollPacer(TimeProvider time, Func<int> pauses)
{
    private const double Quickening = 0.97;

    private static readonly TimeSpan s_firstGap = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_shortestGap = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_longestGap = TimeSpan.FromSeconds(1);

    // A queue and not a timetable: a caller that gives up leaves no gap that those behind it would have to wait for.
    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _gap = s_firstGap;
    private TimeSpan _next;
    private int _pauses = pauses();
    private bool _isGranting;

    private TimeSpan Now => time.GetElapsedTime(_start);

    public async Task WaitTurnAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource<bool> turn = new();
        bool isFirst;
        lock (_waiting)
        {
            _waiting.Enqueue(turn);
            isFirst = !_isGranting;
            _isGranting = true;
        }

        if (isFirst) _ = GrantAsync();
        using CancellationTokenRegistration registration = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task.ConfigureAwait(false);
    }

    private async Task GrantAsync()
    {
        while (true)
        {
            TaskCompletionSource<bool> turn;
            TimeSpan wait;
            lock (_waiting)
            {
                while (_waiting.Count > 0 && _waiting.Peek().Task.IsCompleted) _waiting.Dequeue();
                if (_waiting.Count == 0)
                {
                    _isGranting = false;
                    return;
                }

                wait = _next - Now;
                turn = _waiting.Peek();
                if (wait <= TimeSpan.Zero)
                {
                    _waiting.Dequeue();
                    Adapt();
                    _next = Now + _gap;
                }
            }

            // A timer knows whole milliseconds only, and cuts off the rest.
            if (wait > TimeSpan.Zero) await time.DelayAsync(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds))).ConfigureAwait(false);
            else turn.TrySetResult(true);
        }
    }

    private void Adapt()
    {
        bool isThrottled = pauses() != _pauses;
        _pauses = pauses();
        TimeSpan gap = TimeSpan.FromTicks((long)(_gap.Ticks * (isThrottled ? 2 : Quickening)));
        _gap = gap < s_shortestGap ? s_shortestGap : gap > s_longestGap ? s_longestGap : gap;
    }
}

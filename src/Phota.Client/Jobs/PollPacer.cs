namespace Phota;

/// <summary>Spaces out polls: however many things are waited for, no more than ten questions a second are asked in all.</summary>
internal sealed class PollPacer(TimeProvider time)
{
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(100);

    // A queue and not a timetable: a caller that gives up leaves no gap that those behind it would have to wait for.
    private readonly SemaphoreSlim _first = new(1);
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _next;

    public async Task WaitTurnAsync(CancellationToken cancellationToken)
    {
        await _first.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            TimeSpan now = time.GetElapsedTime(_start);
            TimeSpan turn = now > _next ? now : _next;
            if (turn > now) await time.DelayAsync(turn - now, cancellationToken).ConfigureAwait(false);
            _next = turn + s_gap;
        }
        finally
        {
            _first.Release();
        }
    }
}

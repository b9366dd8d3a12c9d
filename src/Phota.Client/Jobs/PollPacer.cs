using System.Diagnostics;

namespace Phota;

/// <summary>Spaces out polls: however many things are waited for, no more than ten questions a second are asked in all.</summary>
internal sealed class PollPacer
{
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(100);

    // A queue and not a timetable: whoever gives up leaves no gap that those behind him would have to wait for.
    private readonly SemaphoreSlim _first = new(1);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next;

    public async Task WaitTurnAsync(CancellationToken cancellationToken)
    {
        await _first.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            TimeSpan now = _clock.Elapsed;
            TimeSpan turn = now > _next ? now : _next;
            if (turn > now) await Task.Delay(turn - now, cancellationToken).ConfigureAwait(false);
            _next = turn + s_gap;
        }
        finally
        {
            _first.Release();
        }
    }
}

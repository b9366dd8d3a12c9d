using System.Diagnostics;

namespace Phota;

/// <summary>Spaces out polls: however many things are waited for, no more than ten questions a second are asked in all.</summary>
internal sealed class PollPacer
{
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(100);

    private readonly object _lock = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next;

    public Task WaitTurnAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            TimeSpan turn = _clock.Elapsed > _next ? _clock.Elapsed : _next;
            wait = turn - _clock.Elapsed;
            _next = turn + s_gap;
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, cancellationToken) : Task.CompletedTask;
    }
}

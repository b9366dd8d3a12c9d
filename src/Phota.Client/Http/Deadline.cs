using System.Diagnostics;

namespace Phota;

/// <summary>Ends an operation when the user stops it or when its time is over, and knows which of the two it was.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationToken _stop;
    private readonly TimeSpan _limit;
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    public Deadline(TimeSpan limit, CancellationToken stop)
    {
        _limit = limit;
        _stop = stop;
        _source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (limit != Timeout.InfiniteTimeSpan) _source.CancelAfter(limit);
    }

    public CancellationToken Token => _source.Token;

    public TimeSpan Elapsed => _clock.Elapsed;

    public TimeSpan Left => _limit == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : _limit - _clock.Elapsed;

    /// <summary>True when an exception came of the time limit and not of the user.</summary>
    public bool IsOver => _source.IsCancellationRequested && !_stop.IsCancellationRequested;

    public PhotaException Error(string what) =>
        new(PhotaErrorKind.Timeout, $"{what} took longer than the {_limit.TotalSeconds:0} seconds allowed.");

    public void Dispose() => _source.Dispose();
}

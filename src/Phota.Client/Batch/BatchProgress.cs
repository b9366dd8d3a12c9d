namespace Phota;

/// <summary>How far a batch is.</summary>
public sealed class BatchProgress
{
    private int _retries;

    /// <summary>How many inputs there are in all; null while that is not known.</summary>
    public int? Total { get; private set; }

    /// <summary>Inputs whose work has begun.</summary>
    public int Started { get; internal set; }

    /// <summary>Inputs that are through, failed and skipped ones included.</summary>
    public int Done { get; private set; }

    /// <summary>Inputs that failed.</summary>
    public int Failed { get; private set; }

    /// <summary>What the results cost by the known prices, in US dollars.</summary>
    public decimal Cost { get; private set; }

    /// <summary>Attempts beyond the first, of all inputs together.</summary>
    public int Retries => Volatile.Read(ref _retries);

    /// <summary>Announces inputs that will come.</summary>
    /// <param name="count">How many.</param>
    public void Expect(int count) => Total = (Total ?? 0) + count;

    /// <summary>Counts an input that is not worked on: it is bad, or not wanted.</summary>
    /// <param name="failed">Whether that is a failure.</param>
    public void Skip(bool failed)
    {
        Started++;
        Done++;
        if (failed) Failed++;
    }

    /// <summary>Counts one more attempt; from any thread.</summary>
    public void CountRetry() => Interlocked.Increment(ref _retries);

    /// <summary>The estimated time left at the pace so far; null while there is nothing to estimate from.</summary>
    /// <param name="elapsed">How long it took so far.</param>
    public TimeSpan? TimeLeft(TimeSpan elapsed) =>
        Total is { } total && Done > 0 && total >= Done ? TimeSpan.FromTicks(elapsed.Ticks / Done * (total - Done)) : null;

    internal void Count(BatchOutcome outcome)
    {
        Done++;
        if (outcome.Error is not null) Failed++;
        Cost += outcome.Results.Sum(result => result.EstimatedCost ?? 0);
    }
}

namespace Phota;

/// <summary>Works through inputs with a bounded number of requests at once, and stops submitting when nothing further can succeed.</summary>
public sealed class Batch : IDisposable
{
    // In input order a slow one holds its followers back; so far may they run ahead of it before they have to wait.
    private const int ReadAhead = 4;

    private readonly WorkWindow<(int Number, BatchOutcome Outcome)> _window;
    private readonly InputOrder<BatchOutcome>? _order;
    private readonly Action<BatchOutcome> _deliver;
    private readonly long _capacity;
    private int _added;
    private Fatality? _fatal;

    /// <summary>Creates a batch; its results are handed over on the thread that adds and completes.</summary>
    /// <param name="throttleLimit">How many requests run at once.</param>
    /// <param name="deliver">Takes what became of an input.</param>
    /// <param name="tick">Called several times a second while the batch waits.</param>
    /// <param name="ordered">Whether outcomes come in the order of their inputs, and not as they finish.</param>
    public Batch(int throttleLimit, Action<BatchOutcome> deliver, Action tick, bool ordered = false)
    {
        _deliver = deliver;
        _window = new(throttleLimit, Arrive, tick);
        _order = ordered ? new(deliver) : null;
        _capacity = (long)throttleLimit * ReadAhead;
    }

    /// <summary>The input whose error ended the batch.</summary>
    public object? FatalInput => _fatal?.Input;

    /// <summary>What is done and what it cost, so far.</summary>
    public BatchProgress Progress { get; } = new();

    /// <summary>Starts work on an input as soon as there is room.</summary>
    /// <param name="input">The input, for the outcome.</param>
    /// <param name="work">Yields its results.</param>
    /// <exception cref="PhotaException">Nothing further can succeed; what was under way has been delivered.</exception>
    /// <exception cref="OperationCanceledException">The batch was stopped.</exception>
    public void Add(object? input, Func<CancellationToken, Task<IReadOnlyList<IPriced>>> work)
    {
        _window.WaitForRoom();
        while (_order is not null && _order.Held + _window.Running >= _capacity) _window.WaitForNext();
        if (_fatal is not null) Complete();
        int number = _added++;
        _window.Add(async cancellationToken => (number, await RunAsync(input, work, cancellationToken).ConfigureAwait(false)));
        Progress.Started++;
    }

    /// <summary>Waits for one of those under way; false when there is none.</summary>
    /// <exception cref="OperationCanceledException">The batch was stopped.</exception>
    public bool DeliverOne()
    {
        if (_window.Running == 0) return false;
        _window.WaitForNext();
        return true;
    }

    /// <summary>Waits for what is under way.</summary>
    /// <exception cref="PhotaException">Nothing further can succeed; what was under way has been delivered.</exception>
    /// <exception cref="OperationCanceledException">The batch was stopped.</exception>
    public void Complete()
    {
        _window.Complete();
        if (_fatal is not null) throw _fatal.Error;
    }

    /// <summary>Cancels everything, from any thread.</summary>
    public void Stop() => _window.Stop();

    /// <inheritdoc/>
    public void Dispose() => _window.Dispose();

    private async Task<BatchOutcome> RunAsync(
        object? input, Func<CancellationToken, Task<IReadOnlyList<IPriced>>> work, CancellationToken cancellationToken)
    {
        try
        {
            return new(input, await work(cancellationToken).ConfigureAwait(false), null);
        }
        catch (PhotaException e)
        {
            // Noted here, and not when its turn to be delivered comes: until then nothing more may be submitted.
            if (e.IsFatal) Interlocked.CompareExchange(ref _fatal, new(input, e), null);
            return new(input, e.PaidImages, e);
        }
    }

    private void Arrive((int Number, BatchOutcome Outcome) finished)
    {
        Progress.Count(finished.Outcome);
        if (_order is null) _deliver(finished.Outcome);
        else _order.Take(finished.Number, finished.Outcome);
    }

    private sealed record Fatality(object? Input, PhotaException Error);
}

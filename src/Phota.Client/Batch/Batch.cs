namespace Phota;

/// <summary>
/// Works through inputs with a bounded number of calls at once. An error after which nothing further can succeed stops the
/// sending: what is under way is finished, and further inputs are left.
/// </summary>
public sealed class Batch : IDisposable
{
    // In input order a slow one holds its followers back; so far may they run ahead of it before they have to wait.
    private const int ReadAhead = 4;

    private readonly BoundedTaskPump<(int Number, BatchOutcome Outcome)> _pump;
    private readonly OutputOrder<BatchOutcome>? _order;
    private readonly Action<BatchOutcome> _deliver;
    private readonly List<object> _left = [];
    private readonly long _capacity;
    private int _added;
    private PhotaException? _ending;

    /// <summary>Creates a batch; its results are handed over on the thread that adds and completes.</summary>
    /// <param name="throttleLimit">How many calls run at once.</param>
    /// <param name="deliver">Takes what became of an input.</param>
    /// <param name="tick">Called several times a second while the batch waits.</param>
    /// <param name="progress">Where to count what is done.</param>
    /// <param name="ordered">Whether outcomes come in the order of their inputs, and not as they finish.</param>
    public Batch(int throttleLimit, Action<BatchOutcome> deliver, Action tick, BatchProgress progress, bool ordered = false)
    {
        _deliver = deliver;
        Progress = progress;
        _pump = new(throttleLimit, Arrive, tick);
        _order = ordered ? new(Deliver) : null;
        _capacity = (long)throttleLimit * ReadAhead;
    }

    /// <summary>The error that stopped the sending; null while nothing has.</summary>
    public PhotaException? Ending => Volatile.Read(ref _ending);

    /// <summary>The inputs that were not worked on because the sending had stopped.</summary>
    public IReadOnlyList<object> Left => _left;

    /// <summary>What is done and what it cost, so far.</summary>
    public BatchProgress Progress { get; }

    /// <summary>Starts work on an input as soon as there is room; once the sending has stopped, the input is left.</summary>
    /// <param name="input">The input, for the outcome.</param>
    /// <param name="work">Says what became of the input.</param>
    /// <param name="isFree">Whether the work may find that nothing need be sent, and so goes on at the end of a budget.</param>
    /// <exception cref="OperationCanceledException">The batch was stopped.</exception>
    public void Add(object input, Func<CancellationToken, Task<BatchOutcome>> work, bool isFree = false)
    {
        _pump.WaitForRoom();
        while (_order is not null && _order.Held + _pump.Running >= _capacity) _pump.WaitForNext();
        if (Ending is { } ending && !(isFree && ending.Kind == PhotaErrorKind.Budget))
        {
            _left.Add(input);
            Progress.Skip(failed: false);
            return;
        }

        int number = _added++;
        _pump.Add(async cancellationToken => (number, await RunAsync(input, work, cancellationToken).ConfigureAwait(false)));
        Progress.Started++;
    }

    /// <summary>Waits for what is under way.</summary>
    /// <exception cref="OperationCanceledException">The batch was stopped.</exception>
    public void Complete() => _pump.Complete();

    /// <summary>How many calls run.</summary>
    public int Running => _pump.Running;

    /// <inheritdoc cref="BoundedTaskPump{TResult}.WaitFor"/>
    public void WaitFor(Task other, TimeSpan time) => _pump.WaitFor(other, time);

    /// <summary>Stops the sending for an error after which nothing further can succeed; from any thread.</summary>
    /// <param name="error">The error; only the first counts.</param>
    public void End(PhotaException error) => Interlocked.CompareExchange(ref _ending, error, null);

    /// <summary>Cancels everything, from any thread.</summary>
    public void Stop() => _pump.Stop();

    /// <inheritdoc/>
    public void Dispose() => _pump.Dispose();

    private async Task<BatchOutcome> RunAsync(object input, Func<CancellationToken, Task<BatchOutcome>> work, CancellationToken cancellationToken)
    {
        BatchOutcome outcome;
        try
        {
            outcome = await work(cancellationToken).ConfigureAwait(false);
        }
        catch (PhotaException e)
        {
            outcome = new(input, [], e) { IsLeft = e.IsFatal };
        }

        // Noted here, and not when its turn to be delivered comes: until then nothing more may be sent.
        if (outcome.Error is { IsFatal: true } error) End(error);
        return outcome;
    }

    private void Arrive((int Number, BatchOutcome Outcome) finished)
    {
        if (finished.Outcome.IsDeferred)
        {
            Progress.Started--;
            return;
        }

        Progress.Count(finished.Outcome);
        if (_order is null) Deliver(finished.Outcome);
        else _order.Take(finished.Number, finished.Outcome);
    }

    private void Deliver(BatchOutcome outcome)
    {
        if (outcome.IsLeft) _left.Add(outcome.Input);
        _deliver(outcome);
    }
}

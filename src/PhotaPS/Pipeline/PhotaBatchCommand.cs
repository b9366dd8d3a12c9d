using System.ComponentModel;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>A cmdlet that works through its input with several requests at once, and writes results as they complete.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PhotaBatchCommand : PhotaCommand, IDisposable
{
    private const int DefaultThrottleLimit = 4;
    private const int DefaultTimeoutSec = 600;

    private readonly CancellationTokenSource _stop = new();
    private BatchProgressBar? _progress;
    private Batch? _batch;

    /// <summary>How many requests run at once; by default the connection's limit, or else 4.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; }

    /// <summary>How many seconds one operation may take, retries included; by default the connection's limit, or else 600.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int TimeoutSec { get; set; }

    /// <summary>Writes results in the order of their input; by default each is written as soon as it is there.</summary>
    [Parameter]
    public SwitchParameter Ordered { get; set; }

    /// <summary>
    /// In a build, marks each error in the build's log and summary too: as an annotation in GitHub Actions, as an issue in
    /// Azure Pipelines, with the photo's path. Anywhere else it does nothing.
    /// </summary>
    [Parameter]
    public SwitchParameter Annotate { get; set; }

    private protected PhotaClient Client => field ??= Session.CreateClient(TimeoutSec == 0 ? null : Timeout, Requests.Add, OnRetry);

    private protected TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSec > 0 ? TimeoutSec : StandardTimeoutSec);

    /// <summary>Hears of every attempt beyond the first, from any thread.</summary>
    private protected Action<PhotaException> OnRetry => field ??= CountRetry(Batch.Progress);

    private protected abstract string Activity { get; }

    private Batch Batch => _batch ??= CreateBatch();

    private protected virtual int StandardTimeoutSec => Session.Connection?.TimeoutSec ?? DefaultTimeoutSec;

    private protected virtual int ConcurrencyLimit =>
        ThrottleLimit > 0 ? ThrottleLimit : Session.Connection?.ThrottleLimit ?? DefaultThrottleLimit;

    /// <inheritdoc/>
    public void Dispose()
    {
        _batch?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_batch is null) return;
        Run(null, _batch.Complete);
        _progress!.Finish();
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Takes the inputs of one record one by one.</summary>
    private protected void ForEach<T>(IReadOnlyCollection<T> inputs, Action<T> submit)
    {
        // Given as arguments they are all there is; how many come through the pipeline, nobody knows.
        BatchProgress progress = Batch.Progress;
        if (!MyInvocation.ExpectingInput) progress.Expect(inputs.Count);
        foreach (T input in inputs)
        {
            int started = progress.Started;
            Run(input, () => submit(input));
            if (progress.Started == started) progress.Skip(failed: false);
        }
    }

    private protected void Submit(object input, Func<CancellationToken, Task<IReadOnlyList<IPriced>>> work) =>
        Run(input, () => Batch.Add(input, work));

    /// <summary>Lets a cmdlet go on counting its input after an error that ends the work.</summary>
    private protected virtual bool TryClose(PhotaException error, object? input) => false;

    /// <summary>Waits until one more of the requests under way is through; false when there is none.</summary>
    private protected bool WaitForOne() => _batch?.DeliverOne() == true;

    /// <summary>Runs one step for one input: an error is reported for it, and the rest goes on unless nothing further can succeed.</summary>
    private protected void Run(object? input, Action step)
    {
        try
        {
            step();
        }
        catch (PhotaException e) when (e.IsFatal && TryClose(e, input))
        {
            // Reported once all input has been seen.
        }
        catch (PhotaException e) when (e.IsFatal)
        {
            _progress?.Finish();
            Throw(e, _batch?.FatalInput ?? input);
        }
        catch (PhotaException e)
        {
            WriteError(e, input);
            _batch?.Progress.Skip(failed: true);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch
        {
            // Nobody calls EndProcessing after Select-Object -First, and its bar would stay.
            _progress?.Finish();
            throw;
        }
    }

    private Batch CreateBatch()
    {
        _progress = new BatchProgressBar(this, Activity);
        Batch batch = new(ConcurrencyLimit, Arrive, Tick, Ordered);

        // However early or late a stop comes, from whatever thread: the batch hears of it.
        _stop.Token.Register(batch.Stop);
        return batch;
    }

    private protected override void Announce(PhotaException error, object? target)
    {
        if (!Annotate) return;
        foreach (string line in Annotation.Of(error, target)) Host.UI.WriteLine(line);
    }

    private void Tick()
    {
        Requests.Write();
        _progress!.Show(_batch!.Progress);
    }

    private void Arrive(BatchOutcome outcome)
    {
        Requests.Write();
        Deliver(outcome);
        _progress!.Show(_batch!.Progress);
    }

    private static Action<PhotaException> CountRetry(BatchProgress progress) => _ => progress.CountRetry();

    private protected virtual void Deliver(BatchOutcome outcome)
    {
        foreach (IPriced result in outcome.Results) Emit(result);
        if (outcome.Error is { IsFatal: false }) WriteError(outcome.Error, outcome.Input);
    }
}

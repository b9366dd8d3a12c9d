using System.ComponentModel;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>A cmdlet that works through its input with several requests at once, and writes results as they complete.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PhotaBatchCommand : PhotaCommand
{
    private const int DefaultThrottleLimit = 4;
    private const int DefaultTimeoutSec = 600;

    private PhotaClient? _client;
    private BatchProgressBar? _progressBar;
    private Batch? _batch;
    private int _errors;

    /// <summary>How many requests run at once; by default the connection's limit, or else 4.</summary>
    [Parameter(HelpMessage = "How many requests run at once; by default the connection's limit, or else 4.")]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; }

    /// <summary>How many seconds one operation may take, retries included; by default the connection's limit, or else 600.</summary>
    [Parameter(HelpMessage = "How many seconds one photo may take, retries included; by default 600.")]
    [ValidateRange(1, MaxTimeoutSec)]
    public int TimeoutSec { get; set; }

    /// <summary>Writes results in the order of their input; by default each is written as soon as it is there.</summary>
    [Parameter(HelpMessage = "Writes results in the order of their input instead of as they complete.")]
    public SwitchParameter Ordered { get; set; }

    /// <summary>
    /// In a build, marks each error in the build's log and summary too: as an annotation in GitHub Actions, as an issue in
    /// Azure Pipelines, with the photo's path. Anywhere else it does nothing.
    /// </summary>
    [Parameter(HelpMessage = "In GitHub Actions and Azure Pipelines, marks each error in the build's log.")]
    public SwitchParameter Annotate { get; set; }

    private protected PhotaClient Client => _client ??= Session.CreateClient(TimeoutSec == 0 ? null : Timeout, Requests.Add, OnRetry);

    private protected TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSec > 0 ? TimeoutSec : StandardTimeoutSec);

    /// <summary>Hears of every attempt beyond the first, from any thread.</summary>
    private protected Action<PhotaException> OnRetry => field ??= CountRetry(Progress);

    private protected abstract string Activity { get; }

    private protected BatchProgress Progress { get; } = new();

    /// <summary>How many inputs are held back and not begun.</summary>
    private protected virtual int Held => 0;

    private protected virtual int StandardTimeoutSec => Session.Connection?.TimeoutSec ?? DefaultTimeoutSec;

    private protected virtual int ConcurrencyLimit =>
        ThrottleLimit > 0 ? ThrottleLimit : Session.Connection?.ThrottleLimit ?? DefaultThrottleLimit;

    private BatchProgressBar ProgressBar => _progressBar ??= new(this, Activity);

    private Batch Batch => _batch ??= CreateBatch();

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_batch is null) return;
        Run(null, _batch.Complete);
        Finish(_batch.Ending, _batch.Left);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _batch?.Dispose();
    }

    /// <summary>Takes the inputs of one record one by one.</summary>
    private protected void ForEach<T>(IReadOnlyCollection<T> inputs, Action<T> submit)
    {
        // Given as arguments they are all there is; how many come through the pipeline is not known.
        if (!MyInvocation.ExpectingInput) Progress.Expect(inputs.Count);
        foreach (T input in inputs)
        {
            int taken = Progress.Started + Held;
            int errors = _errors;
            Run(input, () => submit(input));
            if (Progress.Started + Held == taken) Progress.Skip(failed: _errors > errors);
        }
    }

    private protected void Submit(object input, Func<CancellationToken, Task<IReadOnlyList<IPriced>>> work) =>
        Run(input, () => Batch.Add(input, async stop => new(input, await work(stop).ConfigureAwait(false), null)));

    /// <summary>Runs one step for one input; the bar goes when the cmdlet ends in another way than by its end.</summary>
    private protected new void Run(object? input, Action step)
    {
        try
        {
            base.Run(input, step);
        }
        catch
        {
            // EndProcessing is not called after Select-Object -First, and its bar would stay.
            _progressBar?.Finish();
            throw;
        }
    }

    /// <summary>Takes the bar away, and reports what stopped the sending, with everything that was left because of it.</summary>
    private protected void Finish(PhotaException? ending, IReadOnlyList<object> left)
    {
        _progressBar?.Finish();
        if (ending is null) return;
        string unsent = left.Count == 1 ? "1 input was not sent." : $"{left.Count} inputs were not sent.";
        WriteError(left.Count == 0 ? ending : ending.WithMessage($"{ending.Message.TrimEnd('.')}; {unsent}"), left.Count == 0 ? null : left.ToArray());
    }

    private protected override void Announce(PhotaException error, object? target)
    {
        _errors++;
        if (!Annotate) return;
        foreach (string line in Annotation.Of(error, target)) Host.UI.WriteLine(line);
    }

    private protected void Tick()
    {
        Requests.Write();
        ProgressBar.Show(Progress, _client?.IsNetworkLost == true);
    }

    private protected void Arrive(BatchOutcome outcome)
    {
        Requests.Write();
        Deliver(outcome);
        ProgressBar.Show(Progress, _client?.IsNetworkLost == true);
    }

    private protected virtual void Deliver(BatchOutcome outcome)
    {
        foreach (IPriced result in outcome.Results) Emit(result);
        foreach (string warning in outcome.Warnings) WriteWarning(warning);
        if (outcome.Error is { IsFatal: false }) WriteError(outcome.Error, outcome.Input);
    }

    private protected void WarnOfExcess(BatchOutcome outcome)
    {
        if (outcome.Excess > 0) WriteWarning($"{InputName.Of(outcome.Input)}: the service gave {outcome.Excess} images more than it was asked for; they are not taken.");
    }

    private static Action<PhotaException> CountRetry(BatchProgress progress) => _ => progress.CountRetry();

    private Batch CreateBatch()
    {
        Batch batch = new(ConcurrencyLimit, Arrive, Tick, Progress, Ordered);

        // A stop can come at any time and from any thread.
        Stopped.Register(batch.Stop);
        return batch;
    }
}

using System.Management.Automation;

namespace PhotaPS;

/// <summary>Waits until jobs are done, and emits each when it is.</summary>
[Cmdlet(VerbsLifecycle.Wait, "PhotaJob", DefaultParameterSetName = "Job")]
[OutputType(typeof(PhotaJob))]
public sealed class WaitPhotaJobCommand : JobInputCommand
{
    private bool _isComplete;

    /// <summary>How many seconds to wait before asking after a job a second time; the waits grow from there to 30 seconds.</summary>
    [Parameter(HelpMessage = "How many seconds to wait before the second status request of a job.")]
    [ValidateRange(1, 3600)]
    public int PollIntervalSec { get; set; } = 2;

    private protected override int ConcurrencyLimit => ThrottleLimit > 0 ? ThrottleLimit : int.MaxValue;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        _isComplete = true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        int underWay = _isComplete ? 0 : Progress.Started - Progress.Done;
        base.Dispose(disposing);
        if (underWay == 0) return;
        string jobs = underWay == 1 ? "1 job is" : $"{underWay} jobs are";
        Host?.UI?.WriteWarningLine($"{jobs} under way and may be paid for; the same command fetches them if it has a -Destination, and Get-PhotaJob lists all others.");
    }

    private protected override void Submit(PhotaJob job)
    {
        PhotaClient client = Client;
        TimeSpan timeout = Timeout;
        TimeSpan interval = TimeSpan.FromSeconds(PollIntervalSec);
        Submit(job, async stop => [await client.WaitForJobAsync(job, interval, timeout, stop).ConfigureAwait(false)]);
    }
}

using System.Collections.Concurrent;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>Emits the images of finished jobs.</summary>
[Cmdlet(VerbsCommunications.Receive, "PhotaJob", DefaultParameterSetName = "Job")]
[OutputType(typeof(PhotaImage))]
public sealed class ReceivePhotaJobCommand : JobInputCommand
{
    private readonly List<PhotaImage> _images = [];
    private readonly ConcurrentDictionary<string, int> _excess = new();
    private bool _isComplete;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        _isComplete = true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        // Only once the whole pipeline is through: an image that was on its way to the disk when it was stopped is received again.
        if (_isComplete && !Stopped.IsCancellationRequested) _images.ForEach(Journal.Receive);
        base.Dispose(disposing);
    }

    private protected override void Submit(PhotaJob job)
    {
        PhotaClient client = Client;
        Submit(job, async stop =>
        {
            PhotaJob done = await client.GetResultAsync(job, stop).ConfigureAwait(false);
            _excess[job.JobId] = done.CountExcessImages();
            return client.Receive(done);
        });
    }

    private protected override void Deliver(BatchOutcome outcome)
    {
        _images.AddRange(outcome.Results.OfType<PhotaImage>());
        WarnOfExcess(outcome with { Excess = _excess.TryGetValue(((PhotaJob)outcome.Input).JobId, out int excess) ? excess : 0 });
        base.Deliver(outcome);
    }
}

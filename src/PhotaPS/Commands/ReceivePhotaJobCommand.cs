using System.Management.Automation;

namespace PhotaPS;

/// <summary>Emits the images of finished jobs.</summary>
[Cmdlet(VerbsCommunications.Receive, "PhotaJob", DefaultParameterSetName = "Job")]
[OutputType(typeof(PhotaImage))]
public sealed class ReceivePhotaJobCommand : JobInputCommand
{
    private protected override void Submit(PhotaJob job)
    {
        PhotaClient client = Client;
        Submit(job, async stop => await client.ReceiveAsync(job, stop).ConfigureAwait(false));
    }

    private protected override void Deliver(BatchOutcome outcome)
    {
        foreach (PhotaImage image in outcome.Results.OfType<PhotaImage>()) Journal.Receive(image);
        base.Deliver(outcome);
    }
}

using System.Management.Automation;

namespace PhotaPS;

/// <summary>Emits the pictures of finished jobs.</summary>
[Cmdlet(VerbsCommunications.Receive, "PhotaJob", DefaultParameterSetName = "Job")]
[OutputType(typeof(PhotaImage))]
public sealed class ReceivePhotaJobCommand : JobInputCommand
{
    private protected override void Submit(PhotaJob job)
    {
        PhotaClient client = Client;
        Submit(job, async stop => await client.ReceiveAsync(job, stop).ConfigureAwait(false));
    }
}

using System.Management.Automation;

namespace PhotaPS;

/// <summary>Asks how far jobs are.</summary>
[Cmdlet(VerbsCommon.Get, "PhotaJob", DefaultParameterSetName = "Job")]
[OutputType(typeof(PhotaJob))]
public sealed class GetPhotaJobCommand : JobInputCommand
{
    private protected override void Submit(PhotaJob job)
    {
        PhotaClient client = Client;
        Submit(job, async stop => [await client.GetJobAsync(job, stop).ConfigureAwait(false)]);
    }
}

using System.Management.Automation;

namespace PhotaPS;

/// <summary>Asks how far jobs are; without an id, how far those are that this machine has submitted and not yet received.</summary>
[Cmdlet(VerbsCommon.Get, "PhotaJob", DefaultParameterSetName = "Journal")]
[OutputType(typeof(PhotaJob))]
public sealed class GetPhotaJobCommand : JobInputCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == "Journal") Run(null, () => ForEach(Journal.Jobs(), Submit));
        else base.ProcessRecord();
    }

    private protected override void Submit(PhotaJob job)
    {
        PhotaClient client = Client;
        Submit(job, async stop => [await client.GetJobAsync(job, stop).ConfigureAwait(false)]);
    }
}

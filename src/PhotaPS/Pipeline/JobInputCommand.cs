using System.ComponentModel;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>A cmdlet whose input is jobs: as submitted, or by their ids.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class JobInputCommand : PhotaBatchCommand
{
    private Ledger? _journal;

    /// <summary>Jobs as -Async emitted them, or rows of a CSV file of them.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = "Job",
        ValueFromPipeline = true,
        HelpMessage = "Jobs as -Async emitted them, or rows of a CSV file of them.")]
    [RowTransformation(typeof(PhotaJob), nameof(PhotaJob.JobId))]
    [ValidateNotNull]
    public PhotaJob[] InputObject { get; set; } = [];

    /// <summary>Ids of jobs, of this session or another.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ParameterSetName = "Id",
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "Ids of jobs, of this session or another.")]
    [ArgumentCompleter(typeof(JobIdCompleter))]
    [Alias("Id")]
    [ValidateNotNullOrEmpty]
    public string[] JobId { get; set; } = [];

    private protected override string Activity => "Phota jobs";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ForEach(InputObject, Submit);
        ForEach(JobId, id => Submit(Journal.Job(id) ?? new PhotaJob { JobId = id }));
    }

    /// <summary>What this machine has submitted without a destination.</summary>
    private protected Ledger Journal => _journal ??= Ledger.OpenJournal();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _journal?.Dispose();
    }

    private protected abstract void Submit(PhotaJob job);
}

using System.Management.Automation;

namespace PhotaPS;

/// <summary>Writes one HTML page that shows results beside their photos, what they cost, and what failed.</summary>
[Cmdlet(VerbsData.Export, "PhotaReport", DefaultParameterSetName = ObjectSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportPhotaReportCommand : PhotaCommand
{
    private const string ObjectSet = "Object";
    private const string LedgerSet = "Ledger";

    private PhotaReport _report = new();
    private ReportFile? _file;

    /// <summary>The page to write; its folder is created where it is missing.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The HTML page to write.")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Results, or rows of a CSV file of them; errors, failed jobs and refused plans go into the list of failures.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = ObjectSet,
        ValueFromPipeline = true,
        HelpMessage = "Images, or rows of a CSV file of them; failed jobs and refused plans are listed too.")]
    [RowTransformation(typeof(PhotaImage), nameof(PhotaImage.FullName), nameof(PhotaImage.DownloadUri))]
    [AllowNull]
    [AllowEmptyCollection]
    public object?[]? InputObject { get; set; }

    /// <summary>A folder of results with a ledger.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = LedgerSet,
        HelpMessage = "A destination of earlier commands; its ledger is reported.")]
    [Alias("Destination")]
    [ValidateNotNullOrEmpty]
    public string LedgerPath { get; set; } = "";

    /// <summary>Errors of the command that made the results, as -ErrorVariable keeps them.</summary>
    [Parameter(HelpMessage = "Errors of the command that made the images, as -ErrorVariable keeps them.")]
    [ErrorList]
    [AllowNull]
    [AllowEmptyCollection]
    public ErrorRecord?[]? Failure { get; set; }

    /// <summary>The page's title.</summary>
    [Parameter(HelpMessage = "The title of the page.")]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "Phota report";

    /// <summary>Links to the images where they lie, instead of putting them into the page.</summary>
    [Parameter(HelpMessage = "Links to the image files instead of embedding them in the page.")]
    public SwitchParameter Reference { get; set; }

    /// <summary>Overwrites an existing page.</summary>
    [Parameter(HelpMessage = "Overwrites an existing page.")]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(null, () =>
    {
        _report = new PhotaReport { Title = Title, AreReferences = Reference };
        // Before anything further up the pipeline is paid for.
        if (!this.IsWhatIf()) _file = ReportFile.Create(FolderPath(Path), Force);
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object? item in InputObject ?? []) Run(item, () => Add(item));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(null, () =>
    {
        if (ParameterSetName == LedgerSet) AddLedger(OpenLedger(LedgerPath));
        foreach (ErrorRecord error in (Failure ?? []).OfType<ErrorRecord>()) _report.Add(Failures.Of(error)!);
        int images = _report.Images.Count;
        if (!ShouldProcess(FolderPath(Path), $"write a report of {(images == 1 ? "1 image" : $"{images} images")}")) return;
        Write(_file!, new ReportProgress(this, images));
        if (_report.LinkedCount > 0 && !Reference)
        {
            WriteWarning($"The page has the first {PhotaReport.MaxEmbeddedBytes / 1024 / 1024} MB of images in it. It shows {_report.LinkedCount} more from where they lie, "
                + "so they are missing where the page is moved or sent without them.");
        }

        WriteFile(_file!.FullPath);
    });

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _file?.Dispose();
    }

    private void Add(object? item)
    {
        object? bare = item is PSObject wrapped ? wrapped.BaseObject : item;
        if (bare is PhotaImage image) _report.Add(image);
        else if (Failures.Of(bare) is { } failure) _report.Add(failure);
        else if (bare is not null) throw new PhotaException(PhotaErrorKind.Validation, $"A {bare.GetType().Name} is neither a result nor a failure, so the report does not show it.");
    }

    private void AddLedger(Ledger ledger)
    {
        foreach (PhotaImage image in ledger.Images())
        {
            _report.Add(image);
            if (ledger.IsRejected(image)) _report.Reject(image);
        }

        foreach (PhotaFailure failure in ledger.Failures()) _report.Add(failure with { RecommendedAction = Advice.For(failure.Remedy) });
    }

    private void Write(ReportFile file, ReportProgress progress)
    {
        Run(async stop =>
        {
            await _report.WriteAsync(file, progress, stop).ConfigureAwait(false);
            file.Commit();
            return true;
        }, progress.Show);
        progress.Finish();
    }
}

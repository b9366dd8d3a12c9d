using System.Management.Automation;

namespace PhotaPS;

/// <summary>Downloads results into a folder.</summary>
[Cmdlet(VerbsData.Save, "PhotaImage", SupportsShouldProcess = true)]
[OutputType(typeof(PhotaImage))]
public sealed class SavePhotaImageCommand : PhotaBatchCommand
{
    private OutputFolder? _folder;
    private Ledger? _ledger;

    /// <summary>The folder to save in; it is created where it is missing.</summary>
    [Parameter(Mandatory = true, Position = 0, HelpMessage = "The folder to save in; the same command again finds what is saved.")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Results to download, or rows of a CSV file of them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, HelpMessage = "Images to download, or rows of a CSV file of them.")]
    [RowTransformation(typeof(PhotaImage), nameof(PhotaImage.DownloadUri), nameof(PhotaImage.FullName))]
    [ValidateNotNull]
    public PhotaImage[] InputObject { get; set; } = [];

    /// <summary>The folder above the photos, whose tree is mirrored below the destination.</summary>
    [Parameter(HelpMessage = "The folder above the photos, whose tree is mirrored below the destination.")]
    [ValidateNotNullOrEmpty]
    public string? RelativeTo { get; set; }

    /// <summary>Overwrites existing files.</summary>
    [Parameter(HelpMessage = "Replaces results that were made with other options; never a photo.")]
    public SwitchParameter Force { get; set; }

    /// <summary>What becomes of the photo's metadata: into the result, into an .xmp file beside it, or nothing.</summary>
    [Parameter(HelpMessage = "Where the photo's metadata goes: into the image, into an .xmp file beside it, or nowhere.")]
    public MetadataMode MetadataMode { get; set; }

    private protected override string Activity => "Phota download";

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(null, () =>
    {
        _folder = new OutputFolder(FolderPath(Destination), RelativeTo is null ? null : FolderPath(RelativeTo), Force);
        _ledger = Ledger.Open(_folder.FullPath);
    });

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(InputObject, Save);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _ledger?.Dispose();
    }

    // Its cost is told here; the command that made it finds it from now on.
    private protected override void Deliver(BatchOutcome outcome) =>
        base.Deliver(outcome with { Results = [.. outcome.Results.Cast<PhotaImage>().Select(_ledger!.Tell)] });

    private void Save(PhotaImage image)
    {
        ImageSaver saver = new(Session.Endpoint, _folder!, _ledger!, Timeout, OnRetry, Requests.Add) { MetadataMode = MetadataMode };
        if (!ShouldProcess(saver.PathFor(image), "save")) return;
        Submit(image, async stop => [await saver.SaveAsync(image, stop).ConfigureAwait(false)]);
    }
}

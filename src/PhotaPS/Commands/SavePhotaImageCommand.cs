using System.Management.Automation;

namespace PhotaPS;

/// <summary>Downloads results into a folder.</summary>
[Cmdlet(VerbsData.Save, "PhotaImage", SupportsShouldProcess = true)]
[OutputType(typeof(PhotaImage))]
public sealed class SavePhotaImageCommand : PhotaBatchCommand
{
    private OutputFolder? _folder;

    /// <summary>The folder to save in; it is created where it is missing.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Results to download, or rows of a CSV file of them.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [FromRow(typeof(PhotaImage), nameof(PhotaImage.DownloadUri))]
    [ValidateNotNull]
    public PhotaImage[] InputObject { get; set; } = [];

    /// <summary>The folder above the photos, whose tree is mirrored below the destination.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RelativeTo { get; set; }

    /// <summary>Overwrites existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override string Activity => "Phota download";

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(null, () =>
        _folder = new OutputFolder(FolderPath(Destination), RelativeTo is null ? null : FolderPath(RelativeTo), Force));

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(InputObject, Save);

    private void Save(PhotaImage image)
    {
        OutputTarget target = _folder!.TargetFor(image);
        if (!ShouldProcess(target.PathFor(image.Index, image.Format), "save")) return;
        _folder.Prepare(target);
        TimeSpan timeout = Timeout;
        ImageDownloader downloader = new(OnRetry, Requests.Add);
        Submit(image, async stop => [await downloader.SaveAsync(image, target, timeout, stop).ConfigureAwait(false)]);
    }
}

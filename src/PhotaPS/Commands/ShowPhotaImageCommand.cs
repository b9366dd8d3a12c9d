using System.Management.Automation;

namespace PhotaPS;

/// <summary>Shows images: in terminals that draw them, otherwise in the system's viewer. It fails no pipeline.</summary>
[Cmdlet(VerbsCommon.Show, "PhotaImage", DefaultParameterSetName = PathSet)]
[OutputType(typeof(PhotaImage), typeof(FileInfo))]
public sealed class ShowPhotaImageCommand : PhotaCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string ImageSet = "Image";

    private ImageDisplay? _screen;
    private bool _isWarned;

    /// <summary>The images to show; wildcards are expanded.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ParameterSetName = PathSet,
        ValueFromPipeline = true,
        HelpMessage = "The images to show; wildcards are expanded.")]
    [SupportsWildcards]
    [PhotoPathTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The images to show; wildcard characters are taken literally.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = LiteralPathSet,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "The images to show; wildcard characters are taken literally.")]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Saved results, or rows of a CSV file of them.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = ImageSet,
        ValueFromPipeline = true,
        HelpMessage = "Saved images, or rows of a CSV file of them.")]
    [RowTransformation(typeof(PhotaImage), nameof(PhotaImage.FullName), nameof(PhotaImage.DownloadUri))]
    [ValidateNotNull]
    public PhotaImage[] InputObject { get; set; } = [];

    /// <summary>Emits what was put in, shown or not.</summary>
    [Parameter(HelpMessage = "Emits the input, whether it was shown or not.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        List<string> files = [];
        foreach (string path in Path) Run(path, () => files.AddRange(ExpandPath(path)));
        foreach (string path in files.Concat(LiteralPath)) ShowFile(path);
        foreach (PhotaImage image in InputObject)
        {
            Show(image.FullName, $"The image of '{image.Source ?? image.Prompt}' is not saved; pipe it to Save-PhotaImage first.");
            if (PassThru) WriteObject(image);
        }
    }

    private void ShowFile(string path)
    {
        string? file = FileSystemPath(path);
        Show(file, $"'{path}' is not a file system path.");
        if (PassThru && file is not null) WriteFile(file);
    }

    private void Show(string? path, string otherwise)
    {
        string? reason = path is null ? otherwise : (_screen ??= new ImageDisplay(this)).Show(path);
        if (reason is null || Stopping) return;
        // One warning says it; a thousand would bury it.
        if (_isWarned) WriteVerbose(reason);
        else WriteWarning(reason);
        _isWarned = true;
    }
}

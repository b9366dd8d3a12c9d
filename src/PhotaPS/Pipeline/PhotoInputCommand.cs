using System.ComponentModel;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>An operation whose input is photos: files by path, URLs, or results of an earlier operation.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PhotoInputCommand : ImageOperationCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string UriSet = "Uri";
    private const string ImageSet = "Image";

    /// <summary>The photos to work on; wildcards are expanded.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ParameterSetName = PathSet,
        ValueFromPipeline = true,
        HelpMessage = "The photos to work on; wildcards are expanded.")]
    [SupportsWildcards]
    [PhotoPathTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The photos to work on; wildcard characters are taken literally.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = LiteralPathSet,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "The photos to work on; wildcard characters are taken literally.")]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>URLs of photos that the service fetches itself.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = UriSet,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "URLs of photos, which the service fetches itself.")]
    [Alias("DownloadUri")]
    [ValidateNotNullOrEmpty]
    public Uri[] Uri { get; set; } = [];

    /// <summary>Results of an earlier operation, or rows of a CSV file of them; they go on by their URL, without a download.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = ImageSet,
        ValueFromPipeline = true,
        HelpMessage = "Images of an earlier operation, or rows of a CSV file of them.")]
    [RowTransformation(typeof(PhotaImage), nameof(PhotaImage.DownloadUri), nameof(PhotaImage.FullName))]
    [PlanTransformation]
    [ValidateNotNull]
    [AllowEmptyCollection]
    public PhotaImage[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        List<string> files = [];
        foreach (string path in Path) Run(path, () => files.AddRange(ExpandPath(path)));
        ForEach(files, SubmitFile);
        ForEach(LiteralPath, SubmitFile);
        ForEach(Uri, uri => Submit(uri, () => CreateRequest(ImageInput.FromUri(uri))));
        ForEach(InputObject, image => Submit(image, () => CreateRequest(ImageInput.FromResult(image, isPlan: IsWhatIf))));
    }

    private protected abstract ImageRequest CreateRequest(ImageInput image);

    /// <summary>An image that goes into every request, by path or URL: without it nothing can be done.</summary>
    private protected ImageInput SharedInput(string value)
    {
        try
        {
            bool isAddress = System.Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal);
            return isAddress ? ImageInput.FromUri(uri!) : ImageInput.FromFile(FilePath(value));
        }
        catch (PhotaException e)
        {
            Throw(e, value);
            throw;
        }
    }

    private void SubmitFile(string path)
    {
        if (path.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            throw new PhotaException(PhotaErrorKind.InputFile, $"'{ShownSource.Of(path)}' is a URL, not a path.")
                .WithAdvice("Give it to -Uri.");
        string file = FilePath(path);
        Submit(InputFile.For(file), () => CreateRequest(ImageInput.FromFile(file)));
    }
}

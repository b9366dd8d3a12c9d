using System.ComponentModel;
using System.Diagnostics;
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

    private int _unsupported;

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
    [Alias("PSPath", "FullName")]
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

    /// <summary>Results of an earlier operation, which go on by their URL, or rows that name a photo and may bring options of their own.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = ImageSet,
        ValueFromPipeline = true,
        HelpMessage = "Images of an earlier operation, or rows that name a photo and may bring options.")]
    [PhotoInputTransformation]
    [PlanTransformation]
    [ValidateNotNull]
    [AllowEmptyCollection]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>Passes over folders and files that are no images, such as raw photos and sidecar files; without it each is an error.</summary>
    [Parameter(HelpMessage = "Passes over what is not an image, such as .xmp, .cr3 or .txt files and folders.")]
    public SwitchParameter SkipUnsupported { get; set; }

    /// <summary>Takes the folder given as -Path for a hot folder: the photos in it and below, and those that arrive, as soon as each is whole.</summary>
    [Parameter(ParameterSetName = PathSet, HelpMessage = "Takes the photos in the folder -Path, and those that arrive in it.")]
    public SwitchParameter Watch { get; set; }

    /// <summary>Ends -Watch when for this many seconds no photo has arrived and none is under way.</summary>
    [Parameter(ParameterSetName = PathSet, HelpMessage = "Ends -Watch when for this many seconds no photo has arrived.")]
    [ValidateRange(1, MaxTimeoutSec)]
    public int? IdleTimeoutSec { get; set; }

    private protected override bool IsWatching => Watch;

    private protected override string Unsupported => SkipUnsupported ? FormattableString.Invariant($", {_unsupported} not supported and skipped") : "";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        Run(null, () =>
        {
            Require(!Watch || !MyInvocation.ExpectingInput, "-Watch takes a folder as -Path, and nothing through the pipeline.");
            Require(!Watch || Destination is not null, "-Watch needs a -Destination, by which a photo that is seen again is not paid for again.");
            Require(Watch || IdleTimeoutSec is null, "-IdleTimeoutSec works only with -Watch.");
        });
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Watch)
        {
            WatchFolder();
            return;
        }

        List<string> files = [];
        foreach (string path in Path) Run(path, () => files.AddRange(ExpandPath(path)));
        ForEach(files, SubmitFile);
        ForEach(LiteralPath, SubmitFile);
        ForEach(Uri, uri => Submit(uri, () => CreateRequest(ImageInput.FromUri(uri))));
        ForEach(InputObject, SubmitObject);
    }

    private protected override IReadOnlyList<string> PhotoColumns => PhotoRow.Columns;

    private protected abstract ImageRequest CreateRequest(ImageInput image);

    /// <summary>An image that goes into every request, by path or URL: without it nothing can be done.</summary>
    private protected ImageInput SharedInput(string value)
    {
        try
        {
            bool isUrl = System.Uri.TryCreate(value, UriKind.Absolute, out Uri? uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal);
            return isUrl ? ImageInput.FromUri(uri!) : ImageInput.FromFile(FilePath(value));
        }
        catch (PhotaException e)
        {
            Throw(e, value);
            throw;
        }
    }

    private void WatchFolder()
    {
        string folder = Path is [{ } only] ? FolderPath(only) : "";
        Run(Path, () => Require(Directory.Exists(folder), $"-Watch takes one folder, and '{string.Join("', '", Path)}' is not one."));
        using FolderWatcher watcher = new(folder, FolderPath(Destination!));
        if (IsWhatIf)
        {
            ForEach(watcher.Present(), SubmitFile);
            return;
        }

        WriteVerbose($"Watching {folder}.");
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(Stopped);
        try
        {
            WatchUntilIdle(watcher, end.Token);
        }
        finally
        {
            end.Cancel();
        }
    }

    private void WatchUntilIdle(FolderWatcher watcher, CancellationToken end)
    {
        Stopwatch idle = Stopwatch.StartNew();
        Task<IReadOnlyList<string>> next = Next();
        while (!IsOver && !(IdleTimeoutSec <= idle.Elapsed.TotalSeconds))
        {
            WaitFor(next);
            if (next.IsCompleted)
            {
                IReadOnlyList<string> photos = [];
                Run(null, () => photos = next.GetAwaiter().GetResult());
                ForEach(photos, SubmitFile);
                next = Next();
            }
            else if (!IsBusy && !watcher.IsUnsettled)
            {
                continue;
            }

            idle.Restart();
        }

        // A look at a share may take long, and this thread has results to write.
        Task<IReadOnlyList<string>> Next() => Task.Run(() => watcher.NextAsync(end), end);
    }

    private void SubmitObject(PSObject input)
    {
        switch (input.BaseObject)
        {
            case PhotaImage image:
                Submit(image, () => CreateRequest(ImageInput.FromResult(image, isPlan: IsWhatIf)));
                break;
            case PhotaJob job:
                throw new PhotaException(PhotaErrorKind.Validation, $"Job {job.JobId} is not an image yet; nothing was sent.")
                    .WithAdvice("Receive its images first: pipe it to Receive-PhotaJob -Wait, and that to this command.");
            case var _ when SkipUnsupported && PhotoRow.File(input) is { } path && IsPassedOver(FileOf(path)):
                break;
            default:
                SubmitRow(input, () => CreateRequest(PhotoOf(input)));
                break;
        }
    }

    private ImageInput PhotoOf(PSObject row)
    {
        if (PhotoRow.IsResult(row))
        {
            PhotaImage image = (PhotaImage)RowReader.Read(row, typeof(PhotaImage));
            return ImageInput.FromResult(PhotoRow.File(row) is { } saved ? image with { FullName = FileOf(saved) } : image);
        }

        if (PhotoRow.File(row) is { } path) return ImageInput.FromFile(FileOf(path));
        return PhotoRow.Uri(row) is not { } url
            ? throw new PhotaException(PhotaErrorKind.InputFile, $"{Rows.Row} names no photo.").WithAdvice("Name it in the column Path, FullName, PSPath or Uri.")
            : System.Uri.TryCreate(url, UriKind.RelativeOrAbsolute, out Uri? uri)
            ? ImageInput.FromUri(uri)
            : throw new PhotaException(PhotaErrorKind.Validation, $"{Rows.Row} has the Uri '{url}', which is not a URL.");
    }

    private bool IsPassedOver(string file)
    {
        if (!ImageInput.IsUnsupported(file)) return false;
        _unsupported++;
        WriteVerbose($"{file} is not an image and is skipped.");
        return true;
    }

    private string FileOf(string path)
    {
        if (path.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            throw new PhotaException(PhotaErrorKind.InputFile, $"'{ShownSource.Of(path)}' is a URL, not a path.")
                .WithAdvice("Give it to -Uri, or in the column Uri.");
        return FilePath(path);
    }

    private void SubmitFile(string path)
    {
        string file = FileOf(path);
        if (SkipUnsupported && IsPassedOver(file)) return;
        if (IsSidecar(file)) WriteVerbose($"{file} is the metadata of a result of this destination and is skipped.");
        else Submit(InputFile.For(file), () => CreateRequest(ImageInput.FromFile(file)));
    }
}

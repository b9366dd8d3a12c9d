using System.Management.Automation;

namespace PhotaPS;

/// <summary>Puts photos into the user's own storage, so that New-PhotaProfile can train with files.</summary>
[Cmdlet(VerbsData.Publish, "PhotaPhoto", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(PublishedPhoto))]
public sealed class PublishPhotaPhotoCommand : PhotaCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string PathUsingSet = "PathUsing";
    private const string LiteralPathUsingSet = "LiteralPathUsing";

    private readonly List<ImageInput> _photos = [];
    private int _unusable;
    private string? _current;

    /// <summary>The photos to publish; wildcards are expanded.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, HelpMessage = "The photos to publish; wildcards are expanded.")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathUsingSet, ValueFromPipeline = true, HelpMessage = "The photos to publish; wildcards are expanded.")]
    [SupportsWildcards]
    [PhotoPathTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The photos to publish, whatever brackets their names have.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true, HelpMessage = "The photos to publish; wildcard characters are taken literally.")]
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathUsingSet, ValueFromPipelineByPropertyName = true, HelpMessage = "The photos to publish; wildcard characters are taken literally.")]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The folder on a server to put the photos into: an Azure Blob container with its shared access signature, or any that takes PUT.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PathSet, HelpMessage = "An Azure Blob container with its signature, or any URL that takes PUT.")]
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = LiteralPathSet, HelpMessage = "An Azure Blob container with its signature, or any URL that takes PUT.")]
    [ValidateNotNull]
    public Uri ContainerUri { get; set; } = null!;

    /// <summary>Publishes a photo in a way of your own: it gets the file as <c>$_</c> and writes the URL by which Phota can fetch it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathUsingSet, HelpMessage = "Publishes the file $_ and writes the URL by which Phota can fetch it.")]
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathUsingSet, HelpMessage = "Publishes the file $_ and writes the URL by which Phota can fetch it.")]
    [ValidateNotNull]
    public ScriptBlock Using { get; set; } = null!;

    /// <summary>The tier of the profile that the photos are for; it decides how many there may be.</summary>
    [Parameter(HelpMessage = "Standard or Fast, as for New-PhotaProfile; decides how many photos are taken.")]
    public ProfileTier Tier { get; set; } = ProfileTier.Standard;

    /// <summary>How many seconds the upload of one photo may take, retries included.</summary>
    [Parameter(HelpMessage = "How many seconds the upload of one photo may take, retries included.")]
    [ValidateRange(1, MaxTimeoutSec)]
    public int TimeoutSec { get; set; } = 600;

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(null, () =>
    {
        if (Using is not null) return;
        PhotoPublisher.RequireContainer(ContainerUri);
        PhotoPublisher.RequireReachable(ContainerUri, Session.BaseUri);
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        List<string> files = [];
        foreach (string path in Path) Check(path, () => files.AddRange(ExpandPath(path)));
        foreach (string path in files.Concat(LiteralPath)) Check(path, () => _photos.Add(ImageInput.FromFile(FilePath(path))));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(null, () =>
    {
        try
        {
            PublishAll();
        }
        catch (PhotaException e)
        {
            // It ends the pipeline, or else a profile would be trained with fewer photos, or with none.
            Throw(e, _current is null ? null : InputFile.For(_current));
        }
    });

    private void PublishAll()
    {
        // A profile of fewer photos than were meant would be paid for all the same.
        if (_unusable > 0)
        {
            throw new PhotaException(PhotaErrorKind.InputFile, $"{(_unusable == 1 ? "1 file is" : $"{_unusable} files are")} not usable, so nothing was published.") { IsFatal = true }
                .WithAdvice("Leave them out, for example with Get-ChildItem -Include *.jpg, *.png -Recurse.");
        }

        Dictionary<string, ImageInput> photos = new(StringComparer.Ordinal);
        foreach (ImageInput photo in _photos)
        {
            string name = PhotoPublisher.NameOf(photo);
            if (photos.TryGetValue(name, out ImageInput? twin)) WriteWarning($"'{photo.Source}' is the same photo as '{twin.Source}' and counts once.");
            else photos.Add(name, photo);
        }

        AddProfileRequest.RequirePhotoCount(Tier, photos.Count);
        string where = Using is null ? ShownSource.Of(ContainerUri) : "where the script block puts them";
        if (!ShouldProcess(where, $"publish {photos.Count} photos")) return;
        int done = 0;
        int bar = ProgressId.Next();
        foreach (KeyValuePair<string, ImageInput> photo in photos)
        {
            WriteProgress(new ProgressRecord(bar, "Publishing photos", $"{done} of {photos.Count}") { PercentComplete = 100 * done++ / photos.Count });
            WriteObject(Publish(photo.Value, photo.Key));
        }

        WriteProgress(new ProgressRecord(bar, "Publishing photos", "done") { RecordType = ProgressRecordType.Completed });
    }

    private PublishedPhoto Publish(ImageInput photo, string name)
    {
        _current = photo.Source;
        if (Using is null)
        {
            PhotoPublisher publisher = new(null, Requests.Add);
            return Run(stop => publisher.PublishAsync(photo, ContainerUri, TimeSpan.FromSeconds(TimeoutSec), stop));
        }

        FileInfo file = new(photo.Source);
        Uri url = PhotoScript.Publish(Using, file, name);
        PhotoPublisher.RequireReachable(url, Session.BaseUri);
        return new(photo.Source, url) { Length = file.Length, IsNew = true };
    }

    private void Check(string path, Action step)
    {
        try
        {
            step();
        }
        catch (PhotaException e)
        {
            _unusable++;
            WriteError(e, path);
        }
    }
}

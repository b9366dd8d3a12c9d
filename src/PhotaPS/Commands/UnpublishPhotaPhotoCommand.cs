using System.Management.Automation;

namespace PhotaPS;

/// <summary>Removes photos that Publish-PhotaPhoto has published.</summary>
[Cmdlet(VerbsData.Unpublish, "PhotaPhoto", DefaultParameterSetName = "Photo", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class UnpublishPhotaPhotoCommand : PhotaCommand
{
    /// <summary>Photos as Publish-PhotaPhoto emitted them.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "Photo", ValueFromPipeline = true, HelpMessage = "Photos as Publish-PhotaPhoto emitted them.")]
    [ValidateNotNull]
    public PublishedPhoto[] InputObject { get; set; } = [];

    /// <summary>The photos' URLs, with the signature that allows to delete them.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Uri", ValueFromPipelineByPropertyName = true, HelpMessage = "The photos' URLs, with the signature that allows to delete them.")]
    [ValidateNotNullOrEmpty]
    public Uri[] Uri { get; set; } = [];

    /// <summary>Removes a photo in a way of your own: it gets the photo as <c>$_</c>.</summary>
    [Parameter(ParameterSetName = "Photo", HelpMessage = "Removes the published photo $_ in a way of your own.")]
    [ValidateNotNull]
    public ScriptBlock? Using { get; set; }

    /// <summary>How many seconds one removal may take, retries included.</summary>
    [Parameter(HelpMessage = "How many seconds one removal may take, retries included.")]
    [ValidateRange(1, MaxTimeoutSec)]
    public int TimeoutSec { get; set; } = 600;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PublishedPhoto photo in InputObject) Remove(photo, photo.Uri);
        foreach (Uri url in Uri) Remove(ShownSource.Of(url.OriginalString), url);
    }

    private void Remove(object photo, Uri url) => Run(photo, () =>
    {
        if (!ShouldProcess(InputName.Of(photo), "delete the published photo")) return;
        if (Using is not null)
        {
            PhotoScript.Run(Using, photo, ShownSource.Name(url.AbsoluteUri));
            return;
        }

        PhotoPublisher publisher = new(null, Requests.Add);
        bool isRemoved = Run(stop => publisher.RemoveAsync(url, TimeSpan.FromSeconds(TimeoutSec), stop));
        if (!isRemoved) WriteVerbose($"{InputName.Of(photo)} does not exist any more.");
    });
}

using System.Management.Automation;

namespace PhotaPS;

/// <summary>Gives photos the style of another image, one request per photo, at 2K and in the photo's own aspect ratio.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PhotaRemix", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
[OutputType(typeof(PhotaImage), typeof(PhotaJob))]
public sealed class InvokePhotaRemixCommand : PhotoInputCommand
{
    private ImageInput? _reference;

    /// <summary>The image whose style is taken, by path, URL or as a result.</summary>
    [Parameter(Mandatory = true, Position = 1, HelpMessage = "The image whose style is applied, as a path, a URL or an image.")]
    [PhotoReferenceTransformation]
    [ValidateNotNullOrEmpty]
    public string ReferenceImage { get; set; } = "";

    /// <summary>Where to steer the result.</summary>
    [Parameter(HelpMessage = "What to pay attention to; without it the service decides.")]
    [ArgumentCompleter(typeof(PromptCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Prompt { get; set; }

    /// <summary>Profiles of people who may be in the photos; their faces are kept true.</summary>
    [Parameter(HelpMessage = "Ids or names of profiles of people who may be in the photos.")]
    [ArgumentCompleter(typeof(ProfileIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ProfileId { get; set; } = [];

    private protected override string Operation => "remix";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _reference = SharedInput(ReferenceImage);
    }

    private protected override ImageRequest CreateRequest(ImageInput image) =>
        new RemixRequest(image, _reference!) { Prompt = Prompt, ProfileIds = ProfileId };
}

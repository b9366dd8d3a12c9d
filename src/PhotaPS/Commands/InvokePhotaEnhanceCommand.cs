using System.Management.Automation;

namespace PhotaPS;

/// <summary>Enhances photos, one request per photo, at 2K and in the photo's own aspect ratio.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PhotaEnhance", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
[OutputType(typeof(PhotaImage), typeof(PhotaJob))]
public sealed class InvokePhotaEnhanceCommand : PhotoInputCommand
{
    /// <summary>What to pay attention to; without it the service decides.</summary>
    [Parameter(HelpMessage = "What to pay attention to; without it the service decides.")]
    [ArgumentCompleter(typeof(PromptCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Prompt { get; set; }

    /// <summary>Profiles of people who may be in the photos; their faces are kept true.</summary>
    [Parameter(HelpMessage = "Ids or names of profiles of people who may be in the photos.")]
    [ArgumentCompleter(typeof(ProfileIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ProfileId { get; set; } = [];

    private protected override string Operation => "enhance";

    private protected override ImageRequest CreateRequest(ImageInput image) =>
        new EnhanceRequest(image) { Prompt = Prompt, ProfileIds = ProfileId };
}

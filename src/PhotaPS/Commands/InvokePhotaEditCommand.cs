using System.Management.Automation;

namespace PhotaPS;

/// <summary>Edits photos from a text prompt, one request per photo.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "PhotaEdit", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
[OutputType(typeof(PhotaImage), typeof(PhotaJob))]
public sealed class InvokePhotaEditCommand : PhotoInputCommand, IImageOptions
{
    private ImageInput[] _additional = [];

    /// <summary>What to change; <c>[[anna]]</c> names a profile, by its name or id. Rows may bring their own.</summary>
    [Parameter(Position = 1, HelpMessage = "What to change; [[anna]] names a profile, by its name or id. Rows may bring their own.")]
    [ArgumentCompleter(typeof(PromptCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Prompt { get; set; }

    /// <summary>Up to nine more photos, by path, URL or as results, that go into every request.</summary>
    [Parameter(HelpMessage = "Up to nine more photos that go into every request, as paths, URLs or images.")]
    [PhotoReferenceTransformation]
    [ValidateNotNullOrEmpty]
    public string[] AdditionalImage { get; set; } = [];

    /// <summary>Profiles of people who may be in the photos; their faces are kept true.</summary>
    [Parameter(HelpMessage = "Ids or names of profiles of people who may be in the photos.")]
    [ArgumentCompleter(typeof(ProfileIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ProfileId { get; set; } = [];

    /// <summary>The shape of the results.</summary>
    [Parameter(HelpMessage = "The aspect ratio of the results.")]
    [ValidateSet("auto", "1:1", "3:4", "4:3", "9:16", "16:9")]
    public string? AspectRatio { get; set; }

    /// <summary>The size of the results; not every base model makes each.</summary>
    [Parameter(HelpMessage = "The resolution of the results; not every base model supports each.")]
    [ValidateSet("1K", "2K", "4K")]
    public string? Resolution { get; set; }

    /// <summary>The model that makes the image; Get-PhotaModel lists them.</summary>
    [Parameter(HelpMessage = "The base model to use; Get-PhotaModel lists them.")]
    [ArgumentCompleter(typeof(BaseModelCompleter))]
    [ValidateNotNullOrEmpty]
    public string? BaseModel { get; set; }

    /// <summary>How carefully gpt-image-2 works; other models take none.</summary>
    [Parameter(HelpMessage = "The quality setting of gpt-image-2; other models have none.")]
    [ValidateSet("auto", "low", "medium", "high")]
    public string? Quality { get; set; }

    private protected override string Operation => "edit";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _additional = [.. AdditionalImage.Select(SharedInput)];

        // A plan shows for each photo which rule it breaks.
        if (this.IsWhatIf()) return;
        Run(null, () =>
        {
            Require(
                AdditionalImage.Length < EditRequest.MaxImages,
                $"{AdditionalImage.Length + 1} photos are given; an edit takes at most {EditRequest.MaxImages} (api/studio/edit).");
        });
    }

    private protected override ImageRequest CreateRequest(ImageInput image) =>
        new EditRequest([image, .. _additional]) { Prompt = RequirePrompt(Prompt), ProfileIds = ProfileId, Options = this.ToOptions() };
}

namespace Phota;

/// <summary>Gives a photo the style of another (<c>guides/remix</c>): made by Nano Banana 2 at 2K, in the photo's own aspect ratio.</summary>
/// <param name="Image">The photo whose content is kept.</param>
/// <param name="Reference">The image whose style is taken.</param>
public sealed record RemixRequest(ImageInput Image, ImageInput Reference) : ImageRequest
{
    /// <inheritdoc/>
    public override string Operation => "remix";

    /// <inheritdoc/>
    public override string? Source => Image.Source;

    /// <summary>Identity profiles that the photo may show; only those are looked for.</summary>
    public IReadOnlyList<string> ProfileIds { get; init; } = [];

    internal override IReadOnlyList<ImageInput> Inputs => [Image, Reference];

    internal override IReadOnlyList<string> Profiles => ProfileIds;

    internal override ImageRequest WithProfiles(IReadOnlyList<string> profileIds) => this with { ProfileIds = profileIds };

    internal override string? Model => ImageOptions.DefaultModel;

    internal override string? OutputResolution => "2K";

    private protected override void WriteFields(RequestBody body)
    {
        body.Image("input_image", Image);
        body.Image("reference_image", Reference);
    }
}

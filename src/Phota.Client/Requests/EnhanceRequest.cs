namespace Phota;

/// <summary>Improves one photo (<c>api/studio/enhance</c>): made by Nano Banana 2 at 2K, in the photo's own aspect ratio.</summary>
/// <param name="Image">The photo.</param>
public sealed record EnhanceRequest(ImageInput Image) : ImageRequest
{
    /// <inheritdoc/>
    public override string Operation => "enhance";

    /// <inheritdoc/>
    public override string? Source => Image.Source;

    /// <summary>Identity profiles that the photo may show; only those are looked for.</summary>
    public IReadOnlyList<string> ProfileIds { get; init; } = [];

    internal override IReadOnlyList<ImageInput> Inputs => [Image];

    internal override IReadOnlyList<string> Profiles => ProfileIds;

    internal override ImageRequest WithProfiles(IReadOnlyList<string> profileIds) => this with { ProfileIds = profileIds };

    internal override string? Model => ImageOptions.DefaultModel;

    internal override string? OutputResolution => "2K";

    private protected override void WriteFields(RequestBody body) => body.Image("image", Image);
}

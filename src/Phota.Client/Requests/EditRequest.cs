namespace Phota;

/// <summary>Changes a photo, or several into one, by words (<c>api/studio/edit</c>).</summary>
/// <param name="Images">The photos, at most ten; the first is the one to change.</param>
public sealed record EditRequest(IReadOnlyList<ImageInput> Images) : ImageRequest
{
    /// <summary>How many photos one edit takes (<c>api/studio/edit</c>).</summary>
    public const int MaxImages = 10;

    /// <inheritdoc/>
    public override string Operation => "edit";

    /// <inheritdoc/>
    public override string? Source => Images.Count == 0 ? null : Images[0].Source;

    /// <summary>Identity profiles that the photos may show; only those are looked for.</summary>
    public IReadOnlyList<string> ProfileIds { get; init; } = [];

    /// <summary>The image's shape, size and model.</summary>
    public ImageOptions Options { get; init; } = new();

    internal override ImageOptions ChosenOptions => Options;

    internal override IReadOnlyList<ImageInput> Inputs => Images;

    internal override IReadOnlyList<string> Profiles => ProfileIds;

    internal override ImageRequest WithProfiles(IReadOnlyList<string> profileIds) => this with { ProfileIds = profileIds };

    internal override string? Model => Options.ModelOrDefault;

    internal override string? OutputResolution => Options.ResolutionOrDefault;

    private protected override void ValidateFields()
    {
        if (Images.Count > MaxImages)
        {
            throw new PhotaException(
                PhotaErrorKind.Validation, $"{Images.Count} photos are given; an edit takes at most {MaxImages} (api/studio/edit).");
        }

        RequireModelRules(Options);
    }

    private protected override void WriteFields(RequestBody body)
    {
        body.Images("images", Images);
        Options.WriteTo(body);
    }
}

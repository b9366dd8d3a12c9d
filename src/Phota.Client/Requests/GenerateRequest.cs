namespace Phota;

/// <summary>Makes a picture from words alone (<c>api/studio/generate</c>). People are named by <c>[[profile_id]]</c> in the prompt.</summary>
public sealed record GenerateRequest : ImageRequest
{
    /// <inheritdoc/>
    public override string Operation => "generate";

    /// <inheritdoc/>
    public override string? Source => null;

    /// <summary>The picture's shape and maker.</summary>
    public PictureOptions Picture { get; init; } = new();

    internal override string? Model => Picture.ModelOrDefault;

    internal override string? PictureResolution => Picture.ResolutionOrDefault;

    private protected override void ValidateFields()
    {
        if (string.IsNullOrWhiteSpace(Prompt))
            throw new PhotaException(PhotaErrorKind.Validation, "A picture made from words alone needs a prompt.");
        RequireModelRules(Picture);
    }

    private protected override void WriteFields(RequestBody body) => Picture.WriteTo(body);
}

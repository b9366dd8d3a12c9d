namespace Phota;

/// <summary>Generates an image from a text prompt (<c>api/studio/generate</c>). People are named by <c>[[profile_id]]</c> in the prompt.</summary>
public sealed record GenerateRequest : ImageRequest
{
    /// <inheritdoc/>
    public override string Operation => "generate";

    /// <inheritdoc/>
    public override string? Source => null;

    /// <summary>The image's shape, size and model.</summary>
    public ImageOptions Options { get; init; } = new();

    internal override ImageOptions ChosenOptions => Options;

    internal override string? Model => Options.ModelOrDefault;

    internal override string? OutputResolution => Options.ResolutionOrDefault;

    private protected override void ValidateFields()
    {
        if (string.IsNullOrWhiteSpace(Prompt))
            throw new PhotaException(PhotaErrorKind.Validation, "A generated image needs a prompt.");
        RequireModelRules(Options);
    }

    private protected override void WriteFields(RequestBody body) => Options.WriteTo(body);
}

namespace Phota;

/// <summary>What the four image operations have in common.</summary>
public abstract record ImageRequest
{
    private const int MaxVariations = 1000;

    // The price, the number of images and the identity of a request must be those of the body that is sent.
    private static readonly HashSet<string> s_ownFields = new(StringComparer.Ordinal)
    {
        "prompt", "image", "images", "input_image", "reference_image", "profile_ids", "num_output_images", "aspect_ratio", "resolution",
        "quality", "base_model", "output_format", "response_mode", "async", "callback_url", "client_request_id",
    };

    private protected ImageRequest()
    {
    }

    /// <summary>The operation's name: <c>enhance</c>, <c>edit</c>, <c>generate</c> or <c>remix</c>.</summary>
    public abstract string Operation { get; }

    /// <summary>What to do, in words; null leaves it to the service where the operation allows that.</summary>
    public string? Prompt { get; init; }

    /// <summary>The number of variations wanted in all, or, for a single call, of images to make, 1 to 4; each is charged once (<c>release-notes v0.6.0</c>).</summary>
    public int Count { get; init; } = 1;

    /// <summary>The format of the images; always sent, because the service's default was announced to change.</summary>
    public OutputFormat OutputFormat { get; init; } = OutputFormat.Jpg;

    /// <summary>How the images are handed over; always sent.</summary>
    public ResponseMode ResponseMode { get; init; } = ResponseMode.Urls;

    /// <summary>Fields merged into the request as they are, for API fields newer than this library.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalBody { get; init; } = new Dictionary<string, object?>();

    /// <summary>The name under which results are known: the photo's path or URL, or null for a generated image.</summary>
    public abstract string? Source { get; }

    /// <summary>Whether a trained profile may be recognised in the result, which has a price of its own (<c>release-notes v0.3.0</c>).</summary>
    public bool MayShowProfile => Profiles.Count > 0 || Prompt?.Contains("[[", StringComparison.Ordinal) == true;

    internal virtual IReadOnlyList<ImageInput> Inputs => [];

    internal virtual IReadOnlyList<string> Profiles => [];

    /// <summary>What edit and generate let the caller choose; null for the others.</summary>
    internal virtual ImageOptions? ChosenOptions => null;

    internal virtual string? Model => null;

    internal virtual string? OutputResolution => null;

    internal string? ProfileText => Profiles.Count == 0 ? null : string.Join(",", Profiles);

    internal string Path => $"/v1/phota/{Operation}";

    internal void Validate()
    {
        if (Count is < 1 or > MaxVariations)
            throw new PhotaException(PhotaErrorKind.Validation, $"Count is {Count}; it must be between 1 and {MaxVariations}.");
        if (AdditionalBody.Keys.FirstOrDefault(s_ownFields.Contains) is { } field)
            throw new PhotaException(PhotaErrorKind.Validation, $"The additional body holds '{field}', which has a parameter of its own.") { IsFatal = true };
        ValidateFields();
    }

    internal RequestBody ToBody(AsyncFields? asyncFields = null)
    {
        RequestBody body = new(AdditionalBody);
        WriteFields(body);
        body.Text("prompt", Prompt);
        body.Texts("profile_ids", Profiles);
        body.Number("num_output_images", Count);
        body.Text("output_format", OutputFormat == OutputFormat.Png ? "png" : "jpg");
        body.Text("response_mode", ResponseMode == ResponseMode.Urls ? "urls" : "bytes");
        asyncFields?.WriteTo(body);
        body.End();
        return body;
    }

    private protected void RequireModelRules(ImageOptions options) =>
        ModelRules.Validate(options.BaseModel, options.Resolution, options.Quality, Operation);

    private protected virtual void ValidateFields()
    {
    }

    private protected abstract void WriteFields(RequestBody body);
}

namespace Phota;

/// <summary>What the four picture operations have in common.</summary>
public abstract record ImageRequest
{
    private protected ImageRequest()
    {
    }

    /// <summary>The operation's name: <c>enhance</c>, <c>edit</c>, <c>generate</c> or <c>remix</c>.</summary>
    public abstract string Operation { get; }

    /// <summary>What to do, in words; null leaves it to the service where the operation allows that.</summary>
    public string? Prompt { get; init; }

    /// <summary>How many pictures to make, 1 to 4; each is charged (<c>release-notes v0.6.0</c>).</summary>
    public int Count { get; init; } = 1;

    /// <summary>The format of the pictures; always sent, because the service's default was announced to change.</summary>
    public OutputFormat OutputFormat { get; init; } = OutputFormat.Jpg;

    /// <summary>How the pictures are handed over; always sent.</summary>
    public ResponseMode ResponseMode { get; init; } = ResponseMode.Urls;

    /// <summary>Fields merged into the request as they are, for API fields newer than this library.</summary>
    public IReadOnlyDictionary<string, object?> AdditionalBody { get; init; } = new Dictionary<string, object?>();

    /// <summary>The name under which results are known: the photo's path or address, or null for a generated picture.</summary>
    public abstract string? Source { get; }

    /// <summary>Whether a trained profile may be recognised in the result, which has a price of its own (<c>release-notes v0.3.0</c>).</summary>
    public bool MayShowProfile => Profiles.Count > 0 || Prompt?.Contains("[[", StringComparison.Ordinal) == true;

    internal virtual IReadOnlyList<ImageInput> Inputs => [];

    internal virtual IReadOnlyList<string> Profiles => [];

    internal virtual string? Model => null;

    internal virtual string? PictureResolution => null;

    internal string? ProfileText => Profiles.Count == 0 ? null : string.Join(",", Profiles);

    internal string Path => $"/v1/phota/{Operation}";

    internal void Validate()
    {
        if (Count is < 1 or > 4)
            throw new PhotaException(PhotaErrorKind.Validation, $"Count is {Count}; the service makes 1 to 4 pictures a request.");
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

    // A model that the caller adds past our parameters is past our rules too.
    private protected void RequireModelRules(PictureOptions picture)
    {
        if (!AdditionalBody.ContainsKey("base_model"))
            ModelRules.Validate(picture.BaseModel, picture.Resolution, picture.Quality, Operation);
    }

    private protected virtual void ValidateFields()
    {
    }

    private protected abstract void WriteFields(RequestBody body);
}

namespace Phota;

/// <summary>What edit and generate let the caller choose of an image; null leaves it to the service.</summary>
public sealed record ImageOptions
{
    internal const string DefaultModel = "nb2";
    internal const string DefaultAspectRatio = "auto";
    internal const string DefaultQuality = "auto";

    /// <summary><c>auto</c>, <c>1:1</c>, <c>3:4</c>, <c>4:3</c>, <c>9:16</c> or <c>16:9</c> (<c>api/studio/edit</c>).</summary>
    public string? AspectRatio { get; init; }

    /// <summary><c>1K</c>, <c>2K</c> or <c>4K</c>; not every base model makes each (<c>guides/base-models</c>).</summary>
    public string? Resolution { get; init; }

    /// <summary>The base model's id, for example <c>nb2</c> (<c>guides/base-models</c>).</summary>
    public string? BaseModel { get; init; }

    /// <summary><c>auto</c>, <c>low</c>, <c>medium</c> or <c>high</c>; only with <c>gpt-image-2</c> (<c>release-notes v0.4.0</c>).</summary>
    public string? Quality { get; init; }

    internal string ModelOrDefault => BaseModel ?? DefaultModel;

    internal string ResolutionOrDefault => Resolution ?? "1K";

    internal void WriteTo(RequestBody body)
    {
        body.Text("aspect_ratio", AspectRatio);
        body.Text("resolution", Resolution);
        body.Text("base_model", BaseModel);
        body.Text("quality", Quality);
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Phota;

/// <summary>
/// What a request is, on every machine and in every release: endpoint, operation, options with their defaults filled in,
/// and the identity of each input. How many variations are wanted, and how they are handed over, is not part of it.
/// </summary>
public sealed record RequestFingerprint
{
    private const string Version = "v1";

    private RequestFingerprint(string value, string options)
    {
        Value = value;
        Options = options;
    }

    /// <summary>The fingerprint as 32 lower-case hex digits.</summary>
    public string Value { get; }

    /// <summary>The fingerprint without the inputs: an edited photo has the same.</summary>
    internal string Options { get; }

    /// <summary>Computes the fingerprint of a request; reads its photos.</summary>
    /// <param name="request">The request.</param>
    /// <param name="endpoint">The service that it goes to.</param>
    /// <exception cref="PhotaException">Kind InputFile: a photo cannot be read.</exception>
    public static RequestFingerprint Compute(ImageRequest request, Uri endpoint) => Compute(request, endpoint, known: null);

    /// <summary>Computes the fingerprint of a request; reads its photos, but for those that are known.</summary>
    /// <param name="request">The request.</param>
    /// <param name="endpoint">The service that it goes to.</param>
    /// <param name="known">Photos that need not be read; null reads all.</param>
    /// <exception cref="PhotaException">Kind InputFile: a photo cannot be read.</exception>
    internal static RequestFingerprint Compute(ImageRequest request, Uri endpoint, KnownPhotos? known)
    {
        StringBuilder text = new();
        Add(text, "version", Version);
        Add(text, "endpoint", CanonicalEndpoint(endpoint));
        Add(text, "operation", request.Operation);
        Add(text, "prompt", request.Prompt ?? "");
        foreach (string profile in request.Profiles.Distinct(StringComparer.Ordinal).OrderBy(id => id, StringComparer.Ordinal)) Add(text, "profile", profile);
        Add(text, "aspect_ratio", (request.ChosenOptions?.AspectRatio ?? ImageOptions.DefaultAspectRatio).ToLowerInvariant());
        Add(text, "resolution", request.OutputResolution?.ToUpperInvariant());
        Add(text, "base_model", request.Model?.ToLowerInvariant());
        Add(text, "quality", (request.ChosenOptions?.Quality ?? ImageOptions.DefaultQuality).ToLowerInvariant());
        Add(text, "output_format", request.OutputFormat == OutputFormat.Png ? "png" : "jpg");
        foreach (KeyValuePair<string, object?> field in request.AdditionalBody.OrderBy(field => field.Key, StringComparer.Ordinal))
            Add(text, $"body.{field.Key}", Json(field.Value));
        string options = Hash(text.ToString());
        foreach (ImageInput input in request.Inputs) Add(text, "input", input.Identity(known));
        return new(Hash(text.ToString()), options);
    }

    /// <summary>A fingerprint that no other request has: without a destination each command's requests are its own.</summary>
    internal static RequestFingerprint CreateUnique() => new(Guid.NewGuid().ToString("N"), "");

    /// <summary>What stands for the fingerprint of a request that is not known here.</summary>
    internal static string Stand(string id) => Hash($"id {id}");

    /// <summary>The <c>client_request_id</c> of one attempt at a range of variations, the same on every machine (<c>release-notes v0.7.0</c>).</summary>
    internal string ClientRequestId(int first, int count, int attempt) =>
        Hash(FormattableString.Invariant($"{Value} {first} {count} {attempt}"));

    /// <summary>Whether a request falls to one of several equal shares of all requests.</summary>
    /// <param name="shard">The share.</param>
    public bool IsIn(Shard shard) => Convert.ToUInt32(Value.Substring(24), 16) % (uint)shard.Of == (uint)(shard.Number - 1);

    /// <summary>The host of an endpoint; every sandbox of this machine counts as the same.</summary>
    internal static string CanonicalEndpoint(Uri endpoint) =>
        endpoint.IsLoopback ? "loopback" : endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/').ToLowerInvariant();

    // Each value is announced with its length, so that no text can pass for two fields.
    private static void Add(StringBuilder text, string name, string? value) =>
        text.Append(FormattableString.Invariant($"{name} {value?.Length ?? -1}\n{value}\n"));

    private static string Json(object? value)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream)) PlainValue.Write(writer, value);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Hash(string text) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 16).ToLowerInvariant();
}

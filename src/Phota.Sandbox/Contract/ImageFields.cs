using System.Text.Json.Nodes;
using Phota.Sandbox.Http;

namespace Phota.Sandbox.Contract;

/// <summary>A picture: raw base64 or a public URL, told apart by what it looks like.</summary>
internal sealed record ImageField(string Name) : Field(Name)
{
    protected override JsonObject Schema() =>
        new() { ["type"] = "string", ["description"] = "Base64 of a JPEG, PNG, WebP or HEIC picture, or a public URL of one." };

    protected override void CheckValue(JsonNode? value, Problems problems, params ReadOnlySpan<object> loc)
    {
        if (value is not JsonValue v || !v.TryGetValue(out SentImage? image))
            problems.Add("string_type", "Input should be a valid string", loc);
        else if (image.Kind == SentImage.TextKind)
            problems.Add("value_error", "Value error, image must be a URL or valid base64", loc);
        else if (image.Format == ImageFormat.Unknown)
            problems.Add("value_error", "Value error, image must be a JPEG, PNG, WebP or HEIC picture", loc);
    }
}

/// <summary>A picture by URL only.</summary>
internal sealed record ImageUrlField(string Name) : Field(Name)
{
    protected override JsonObject Schema() => new() { ["type"] = "string", ["format"] = "uri" };

    protected override void CheckValue(JsonNode? value, Problems problems, params ReadOnlySpan<object> loc)
    {
        if (value is not JsonValue v || !v.TryGetValue(out SentImage? image))
            problems.Add("string_type", "Input should be a valid string", loc);
        else if (image.Kind != SentImage.UrlKind)
            problems.Add("url_parsing", "Input should be a valid URL", loc);
    }
}

/// <summary>Where a callback goes: HTTPS, and plain HTTP only to this machine.</summary>
internal sealed record CallbackField(string Name) : Field(Name)
{
    protected override JsonObject Schema() => new() { ["type"] = "string", ["format"] = "uri" };

    protected override void CheckValue(JsonNode? value, Problems problems, params ReadOnlySpan<object> loc)
    {
        if (Text(value) is not string text)
            problems.Add("string_type", "Input should be a valid string", loc);
        else if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri))
            problems.Add("url_parsing", "Input should be a valid URL", loc);
        else if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
            problems.Add("url_scheme", "URL scheme should be 'https'", loc);
    }
}

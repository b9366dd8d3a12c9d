using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Phota.Parity;

/// <summary>One recorded exchange, fit to be shown.</summary>
public sealed record Recording(string Name, JsonObject Content);

/// <summary>
/// Replaces what must not leave: the key, secrets, signatures, ids, and what could be personal. An id becomes the same
/// placeholder of the same form everywhere, so that a recording still reads as the service wrote it.
/// </summary>
internal sealed partial class Redactor
{
    private const int MaxText = 1024;

    private static readonly HashSet<string> s_shownHeaders = new(
        ["Content-Type", "Content-Length", "Retry-After", "Cache-Control", "Accept-Ranges", "Allow", "Deprecation", "Sunset", "X-Phota-Deprecation-Date", "WWW-Authenticate"],
        StringComparer.OrdinalIgnoreCase);

    // Everything else that a service may say of somebody: shown by its key alone.
    private static readonly Regex s_personal = PersonalKey();

    private readonly Dictionary<string, string> _replacements = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<Exchange> _exchanges;
    private readonly Uri _baseUri;
    private readonly ApiKey _key;
    private KeyValuePair<string, string>[]? _longestFirst;

    public Redactor(ApiKey key, IEnumerable<(string Text, string Replacement)> secrets, IReadOnlyList<Exchange> exchanges, Uri baseUri)
    {
        (_key, _exchanges, _baseUri) = (key, exchanges, baseUri);
        foreach ((string text, string replacement) in secrets) _replacements.TryAdd(text, replacement);
        foreach (Exchange exchange in exchanges)
        {
            Collect(Parse(exchange.RequestBody), null);
            Collect(Parse(exchange.Body), null);
            foreach (KeyValuePair<string, string> header in exchange.Headers.Where(header => header.Key.EndsWith("-Id", StringComparison.OrdinalIgnoreCase))) Add(header.Value);
        }
    }

    public IReadOnlyList<Recording> Recordings() => [.. _exchanges.Select(Recording)];

    public string? Clean(string? text)
    {
        if (text is null) return null;
        text = Url().Replace(_key.Hide(text)!, match => CleanUrl(match.Value));
        foreach ((string secret, string replacement) in _longestFirst ??= [.. _replacements.OrderByDescending(pair => pair.Key.Length)])
            text = text.Replace(secret, replacement, StringComparison.OrdinalIgnoreCase);
        text = Email().Replace(text, "person@example.com");
        text = Uuid().Replace(text, match => Add(match.Value));
        text = Hex().Replace(text, match => Add(match.Value));
        text = Timestamp().Replace(text, match => "2026-01-01" + match.Value[10..]);
        return text;
    }

    private Recording Recording(Exchange exchange)
    {
        JsonObject headers = [];
        foreach (KeyValuePair<string, string> header in exchange.Headers.DistinctBy(header => header.Key))
            headers[header.Key] = s_shownHeaders.Contains(header.Key) ? Clean(header.Value) : header.Key.EndsWith("-Id", StringComparison.OrdinalIgnoreCase) ? Add(header.Value) : "(removed)";
        string host = exchange.Url.Authority == _baseUri.Authority ? "" : "https://" + exchange.Url.Host;
        return new($"{exchange.Number:000}-{exchange.Question.Replace(' ', '-')}", new JsonObject
        {
            ["question"] = exchange.Question,
            ["method"] = exchange.Method,
            ["url"] = host + Clean(CleanPath(exchange.Url)),
            ["request"] = exchange.RequestBody is { } sent ? Shown(sent, "application/json") : null,
            ["status"] = exchange.Status,
            ["headers"] = headers,
            ["body"] = exchange.Status is null ? null : Shown(exchange.Body, exchange.MediaType),
            ["failure"] = Clean(exchange.Failure),
        });
    }

    private static string CleanPath(Uri url) =>
        url.AbsolutePath.StartsWith("/v1/phota", StringComparison.Ordinal) ? url.AbsolutePath : "/file" + (url.Query.Length > 0 ? $"?{CleanQuery(url.Query)}" : "");

    private JsonNode? Shown(byte[] body, string? mediaType)
    {
        if (body.Length == 0) return null;
        if (mediaType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) == true) return $"({body.Length} bytes of an image)";
        if (Parse(body) is { } json) return CleanNode(json, null);
        string text = Encoding.UTF8.GetString(body);
        if (text.Contains('\ufffd')) return $"({body.Length} bytes that are no text)";
        return Shown(text);
    }

    private JsonNode? CleanNode(JsonNode? node, string? key)
    {
        switch (node)
        {
            case JsonObject known:
                JsonObject clean = [];
                foreach ((string name, JsonNode? value) in known) clean[Clean(name)!] = CleanNode(value, name);
                return clean;
            case JsonArray list:
                // Three profiles show the form as well as all of them.
                return new JsonArray([.. list.Take(key == "profiles" ? 3 : int.MaxValue).Select(item => CleanNode(item, key))]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                string text = value.GetValue<string>();
                if (key is not null && s_personal.IsMatch(key) && !IsUrl(text)) return text.Length == 0 ? "" : "(removed)";
                return Shown(text);
            case JsonValue number when key is not null && s_personal.IsMatch(key) && number.GetValueKind() == JsonValueKind.Number:
                return 0;
            default:
                return node?.DeepClone();
        }
    }

    private string Shown(string text) => text.Length <= MaxText ? Clean(text)! : $"({text.Length} characters)";

    private static bool IsUrl(string text) => text.StartsWith("http", StringComparison.OrdinalIgnoreCase);

    private static string CleanUrl(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri)) return "(removed)";
        string path = uri.AbsolutePath.StartsWith("/v1/phota", StringComparison.Ordinal)
            ? uri.AbsolutePath
            : "/file" + Path.GetExtension(uri.AbsolutePath);
        return $"{uri.Scheme}://{uri.Authority}{path}{(uri.Query.Length > 0 ? $"?{CleanQuery(uri.Query)}" : "")}";
    }

    private static string CleanQuery(string query) =>
        string.Join('&', query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')[0] + "=removed"));

    // Every value under a key that names an id, and every string in a list of profiles.
    private void Collect(JsonNode? node, string? key)
    {
        switch (node)
        {
            case JsonObject known:
                foreach ((string name, JsonNode? value) in known) Collect(value, name);
                break;
            case JsonArray list:
                foreach (JsonNode? item in list) Collect(item, key);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String && key is not null && IdKey().IsMatch(key):
                if (value.GetValue<string>() is { Length: >= 6 } id && !IsUrl(id)) Add(id);
                break;
        }
    }

    private string Add(string id)
    {
        if (_replacements.TryGetValue(id, out string? known)) return known;
        if (_replacements.ContainsValue(id)) return id;
        string number = (_replacements.Count + 1).ToString("x", System.Globalization.CultureInfo.InvariantCulture);
        string form = Uuid().IsMatch(id) && id.Length == 36 ? "00000000-0000-0000-0000-" + number.PadLeft(12, '0')
            : number.PadLeft(Math.Clamp(id.Length, number.Length, 64), '0');
        _longestFirst = null;
        return _replacements[id] = form;
    }

    private static JsonNode? Parse(byte[]? body) => body is null ? null : new Reply(null, [], body, null).Json;

    [GeneratedRegex(@"^(id|.*_id|.*_ids|profiles|ids|counts)$")]
    private static partial Regex IdKey();

    [GeneratedRegex(@"^(tag|message|name|.*(account|user|owner|org|tenant|email|phone|secret|token|key|address|ip).*|(first|last|full|display)_?name)$", RegexOptions.IgnoreCase)]
    private static partial Regex PersonalKey();

    [GeneratedRegex(@"https?://[^\s""'<>\\]+")]
    private static partial Regex Url();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")]
    private static partial Regex Email();

    [GeneratedRegex(@"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\b[0-9a-fA-F]{24,}\b")]
    private static partial Regex Hex();

    [GeneratedRegex(@"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}(?=T[0-9])")]
    private static partial Regex Timestamp();
}

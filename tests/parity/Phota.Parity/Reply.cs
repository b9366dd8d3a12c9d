using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Phota.Parity;

/// <summary>An answer, or why there is none.</summary>
internal sealed record Reply(int? Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, string? Failure)
{
    private const int MaxShown = 160;

    public JsonNode? Json { get; } = Parse(Body);

    public JsonObject? Object => Json as JsonObject;

    public bool IsSuccess => Status is >= 200 and < 300;

    public string Text => Encoding.UTF8.GetString(Body);

    public string? MediaType => Header("Content-Type")?.Split(';')[0].Trim();

    /// <summary>Whether it surely costs nothing: refused, as far as the contract says.</summary>
    public bool IsRefused => Status is 400 or 401 or 402 or 403 or 404 or 405 or 409 or 413 or 422 or 429
        && ErrorBody.Parse(Body).Code?.Contains("MODERATION", StringComparison.OrdinalIgnoreCase) != true;

    public string? Header(string name) =>
        Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The fields of FastAPI's 422 that are complained of, each with its message.</summary>
    public IReadOnlyList<(string Field, string Message)> Problems => Object?["detail"] is JsonArray detail
        ? [.. detail.OfType<JsonObject>().Select(item => (Field: (item["loc"] as JsonArray)?.LastOrDefault()?.ToString() ?? "", Message: item["msg"]?.ToString() ?? ""))]
        : [];

    /// <summary>The number in the complaint about a field, for example its limit.</summary>
    public string? LimitOf(string field) => Problems
        .Where(problem => problem.Field == field)
        .Select(problem => Regex.Match(problem.Message, "at most ([0-9]+)"))
        .FirstOrDefault(match => match.Success)?.Groups[1].Value;

    public string Show()
    {
        if (Failure is not null) return $"no answer: {Failure}";
        string text = string.Join(' ', Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (text.Any(char.IsControl) || text.Contains('\ufffd')) text = $"{Body.Length} bytes that are no text";
        return $"HTTP {Status}{(text.Length == 0 ? ", empty" : $": {(text.Length > MaxShown ? text[..MaxShown] + "…" : text)}")}";
    }

    private static JsonNode? Parse(byte[] body)
    {
        try
        {
            JsonNode? node = body.Length == 0 ? null : JsonNode.Parse(body);

            // A name that occurs twice shows only where it is looked for.
            Touch(node);
            return node;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void Touch(JsonNode? node)
    {
        if (node is JsonObject known) foreach ((_, JsonNode? value) in known) Touch(value);
        if (node is JsonArray list) foreach (JsonNode? item in list) Touch(item);
    }
}

using System.Text;
using System.Text.Json;

namespace Phota;

/// <summary>Reads fields whose key or form the documentation leaves open: the first of several keys that has a value.</summary>
internal static class LooseJson
{
    /// <summary>Parses an answer and reads it.</summary>
    /// <exception cref="PhotaException">Kind Response: it is not JSON, or holds text that is no Unicode, which shows only when it is read.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> json, string about, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PhotaException(PhotaErrorKind.Response, $"The service's answer about {about} is not JSON: {e.Message}", e);
        }
    }

    public static JsonElement? Field(this JsonElement body, string key) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(key, out JsonElement value) ? value : null;

    public static string? Text(this JsonElement body, string[] keys)
    {
        foreach (string key in keys)
        {
            if (!body.TryGetProperty(key, out JsonElement value)) continue;
            if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text) return text;
            if (value.ValueKind == JsonValueKind.Number) return value.GetRawText();
        }

        return null;
    }

    /// <summary>The fields that are not known, as a JSON object; null when there are none.</summary>
    public static string? Rest(this JsonElement body, IReadOnlyCollection<string> known)
    {
        List<JsonProperty> unknown = [.. body.EnumerateObject().Where(field => !known.Contains(field.Name))];
        if (unknown.Count == 0) return null;
        using MemoryStream text = new();
        using (Utf8JsonWriter writer = new(text))
        {
            writer.WriteStartObject();
            foreach (JsonProperty field in unknown) field.WriteTo(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>A time as ISO 8601 or as seconds since 1970, in UTC.</summary>
    public static DateTimeOffset? Time(this JsonElement body, string[] keys)
    {
        foreach (string key in keys)
        {
            if (!body.TryGetProperty(key, out JsonElement value)) continue;
            if (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out DateTimeOffset time)) return time.ToUniversalTime();
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long seconds)) return UnixTime.Read(seconds);
        }

        return null;
    }
}

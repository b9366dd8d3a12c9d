using System.Text.Json;

namespace Phota;

/// <summary>What an error body says, read by every key that the contract holds possible.</summary>
internal sealed record ErrorBody(string? Code, string? Detail, string? RequestId)
{
    public static readonly ErrorBody Empty = new(null, null, null);

    public static ErrorBody Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return LooseJson.Parse(json, "an error", Read);
        }
        catch (PhotaException)
        {
            return Empty;
        }
    }

    /// <summary>Reads an error object, for example the <c>error</c> of a job.</summary>
    public static ErrorBody Read(JsonElement body)
    {
        ErrorBody error = ReadRaw(body);
        return new(ServiceText.Clean(error.Code), ServiceText.Clean(error.Detail), ServiceText.Clean(error.RequestId));
    }

    private static ErrorBody ReadRaw(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.String) return new(null, body.GetString(), null);
        if (body.ValueKind != JsonValueKind.Object) return Empty;
        JsonElement inner = body.TryGetProperty("error", out JsonElement error) ? error : default;
        ErrorBody nested = inner.ValueKind is JsonValueKind.Object or JsonValueKind.String ? Read(inner) : Empty;
        return new(
            Text(body, "code") ?? Text(body, "type") ?? nested.Code,
            Words(body) ?? nested.Detail,
            Text(body, "request_id") ?? nested.RequestId);
    }

    private static string? Words(JsonElement body)
    {
        if (!body.TryGetProperty("detail", out JsonElement detail)) return Text(body, "message");
        return detail.ValueKind switch
        {
            JsonValueKind.String => detail.GetString(),
            JsonValueKind.Array => string.Join("; ", detail.EnumerateArray().Select(Item)),
            JsonValueKind.Object => Read(detail).Detail,
            _ => Text(body, "message"),
        };
    }

    // FastAPI's validation item: where the fault lies, and what it is.
    private static string Item(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) return item.ToString();
        string message = Text(item, "msg") ?? item.ToString();
        if (!item.TryGetProperty("loc", out JsonElement where) || where.ValueKind != JsonValueKind.Array) return message;
        string path = string.Join(".", where.EnumerateArray().Select(part => part.ToString()).Where(part => part != "body"));
        return path.Length == 0 ? message : $"{path}: {message}";
    }

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

namespace Phota.Sandbox.Rules;

/// <summary>One item of a 422 body, as FastAPI has it.</summary>
internal sealed record ValidationError(string Type, IReadOnlyList<object> Loc, string Msg)
{
    public string? Field => Loc is [_, string name, ..] ? name : null;
}

/// <summary>The embedded <c>openapi.json</c>: the document that is served, and the rules that requests are checked by.</summary>
internal static class OpenApi
{
    public static byte[] Utf8 { get; } = Resources.Read("openapi.json");
    public static JsonObject Document { get; } = JsonNode.Parse(Utf8)!.AsObject();

    /// <summary>The names of all fields that carry images, as base64 or by URL.</summary>
    public static IReadOnlyList<string> ImageFields { get; } = Document["components"]!["schemas"]!.AsObject()
        .SelectMany(schema => schema.Value!["properties"]!.AsObject())
        .Where(property => Text(property.Value!["items"] ?? property.Value, "format") is "image" or "image-uri")
        .Select(property => property.Key).Distinct().ToArray();

    /// <summary>The schema of the body that a POST to this path takes.</summary>
    public static RequestSchema RequestOf(string path)
    {
        JsonNode content = Document["paths"]![path]!["post"]!["requestBody"]!["content"]!["application/json"]!;
        string name = Text(content["schema"], "$ref")!.Split('/')[^1];
        return new RequestSchema(Document["components"]!["schemas"]![name]!.AsObject());
    }

    public static IEnumerable<string> ResolutionsOf(string model) => Strings(
        Document["components"]!["schemas"]!["EditRequest"]!["properties"]!["base_model"]!["x-resolutions"]![model]);

    public static List<ValidationError> CheckQuery(string path, string name, string? value)
    {
        JsonNode parameter = Document["paths"]![path]!["get"]!["parameters"]!.AsArray().Single(p => Text(p, "name") == name)!;
        List<ValidationError> errors = [];
        if (value is not null)
            RequestSchema.Check(parameter["schema"]!, value, errors, ["query", name]);
        return errors;
    }

    public static string? Text(JsonNode? schema, string keyword) => (string?)schema?[keyword];
    public static string[] Strings(JsonNode? list) => [.. list?.AsArray().Select(item => (string)item!) ?? []];
}

/// <summary>Checks a request body by its schema and reports what FastAPI would.</summary>
internal sealed class RequestSchema(JsonObject schema)
{
    private readonly JsonObject _fields = schema["properties"]!.AsObject();

    public bool Has(string field) => _fields.ContainsKey(field);

    /// <summary>The value of a field, or its default; nothing for a field that the schema does not have.</summary>
    public JsonNode? Value(JsonObject body, string field) => Has(field) ? body[field] ?? _fields[field]!["default"] : null;
    public string? Text(JsonObject body, string field) => Value(body, field) is JsonValue value && value.TryGetValue(out string? text) ? text : null;
    public IEnumerable<string> UnknownFields(JsonObject body) => body.Select(p => p.Key).Where(name => !Has(name));

    /// <summary>FastAPI ignores what it does not know, unless it is told to forbid it.</summary>
    public IEnumerable<ValidationError> CheckUnknownFields(JsonObject body, Switches switches) =>
        switches["unknown_fields"] != "reject"
            ? []
            : UnknownFields(body).Select(name => new ValidationError("extra_forbidden", ["body", name], "Extra inputs are not permitted"));

    public List<ValidationError> Check(JsonObject body)
    {
        List<ValidationError> errors = [];
        string[] required = OpenApi.Strings(schema["required"]);
        foreach ((string name, JsonNode? field) in _fields)
        {
            if (body.TryGetPropertyValue(name, out JsonNode? value))
                Check(field!, value, errors, ["body", name]);
            else if (required.Contains(name))
                errors.Add(new("missing", ["body", name], "Field required"));
        }

        return errors;
    }

    /// <summary>The subset of JSON Schema that the document uses.</summary>
    public static void Check(JsonNode schema, JsonNode? value, List<ValidationError> errors, IReadOnlyList<object> loc)
    {
        if (schema["anyOf"] is JsonArray choices)
        {
            // Each is a schema or null.
            if (value is not null)
                Check(choices[0]!, value, errors, loc);
            return;
        }

        switch (OpenApi.Text(schema, "type"))
        {
            case "array" when value is JsonArray items:
                CheckCount(schema, items.Count, errors, loc);
                for (int i = 0; i < items.Count; i++)
                    Check(schema["items"]!, items[i], errors, [.. loc, i]);
                break;
            case "array":
                errors.Add(new("list_type", loc, "Input should be a valid list"));
                break;
            case "boolean" when value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False):
                errors.Add(new("bool_type", loc, "Input should be a valid boolean"));
                break;
            case "integer" when value is not JsonValue number || !number.TryGetValue(out int _):
                errors.Add(new("int_type", loc, "Input should be a valid integer"));
                break;
            case "integer":
                CheckRange(schema, value!.GetValue<int>(), errors, loc);
                break;
            case "string" when CheckString(schema, value as JsonValue) is (string type, string message):
                errors.Add(new(type, loc, message));
                break;
        }
    }

    private static void CheckCount(JsonNode schema, int count, List<ValidationError> errors, IReadOnlyList<object> loc)
    {
        if (count < (int?)schema["minItems"])
            errors.Add(new("too_short", loc, $"List should have at least {schema["minItems"]} items after validation, not {count}"));
        if (count > (int?)schema["maxItems"])
            errors.Add(new("too_long", loc, $"List should have at most {schema["maxItems"]} items after validation, not {count}"));
    }

    private static void CheckRange(JsonNode schema, int value, List<ValidationError> errors, IReadOnlyList<object> loc)
    {
        if (value < (int?)schema["minimum"])
            errors.Add(new("greater_than_equal", loc, $"Input should be greater than or equal to {schema["minimum"]}"));
        if (value > (int?)schema["maximum"])
            errors.Add(new("less_than_equal", loc, $"Input should be less than or equal to {schema["maximum"]}"));
    }

    private static (string Type, string Message)? CheckString(JsonNode schema, JsonValue? value)
    {
        string? format = OpenApi.Text(schema, "format");
        BodyImage? image = null;
        string? text = null;
        if (value?.TryGetValue(out image) != true && value?.TryGetValue(out text) != true)
            return schema["enum"] is JsonArray all ? NotIn(all) : ("string_type", "Input should be a valid string");

        if (image is not null)
        {
            return format switch
            {
                "image-uri" when image.Kind != BodyImage.UrlKind => ("url_parsing", "Input should be a valid URL"),
                "image" when image.Kind == BodyImage.TextKind => ("value_error", "Value error, image must be a URL or valid base64"),
                "image" when image.Format == ImageFormat.Unknown =>
                    ("value_error", "Value error, image must be a JPEG, PNG, WebP or HEIC image"),
                // A text so long that the parser only kept its digest.
                _ => null,
            };
        }

        if (schema["enum"] is JsonArray choices && !choices.Any(choice => (string)choice! == text))
            return NotIn(choices);
        if (text!.Length < (int?)schema["minLength"])
            return ("string_too_short", $"String should have at least {schema["minLength"]} character");
        if (text.Length > (int?)schema["maxLength"])
            return ("string_too_long", $"String should have at most {schema["maxLength"]} characters");
        return format == "uri" ? CheckUri(text, isHttpsOnly: schema["x-https-only"] is not null) : null;
    }

    private static (string Type, string Message)? CheckUri(string text, bool isHttpsOnly)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri))
            return ("url_parsing", "Input should be a valid URL");

        // Plain HTTP only to this machine: tests receive callbacks there.
        bool isSafe = uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);
        return isHttpsOnly && !isSafe ? ("url_scheme", "URL scheme should be 'https'") : null;
    }

    private static (string, string) NotIn(JsonArray choices)
    {
        string[] quoted = [.. choices.Select(choice => $"'{choice}'")];
        return ("enum", $"Input should be {string.Join(", ", quoted[..^1])} or {quoted[^1]}");
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;

namespace Phota.Sandbox.Contract;

/// <summary>A body field of the contract: it checks values and describes itself for the OpenAPI document.</summary>
internal abstract record Field(string Name)
{
    public bool Required { get; init; }

    public bool Nullable { get; init; }

    public JsonNode? Default { get; init; }

    public void Check(JsonObject body, Problems problems)
    {
        if (!body.TryGetPropertyValue(Name, out JsonNode? value))
        {
            if (Required)
                problems.Add("missing", "Field required", Name);
        }
        else if (value is not null || !Nullable)
        {
            CheckValue(value, problems, Name);
        }
    }

    public JsonObject Describe()
    {
        JsonObject schema = Nullable
            ? new JsonObject { ["anyOf"] = new JsonArray(Schema(), new JsonObject { ["type"] = "null" }) }
            : Schema();
        if (Default is not null)
            schema["default"] = Default.DeepClone();
        return schema;
    }

    protected abstract JsonObject Schema();

    protected abstract void CheckValue(JsonNode? value, Problems problems, params ReadOnlySpan<object> loc);

    protected static string? Text(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>Checks one element, for fields that hold several.</summary>
    protected static void CheckElement(Field element, JsonNode? value, Problems problems, string name, int index) =>
        element.CheckValue(value, problems, name, index);

    protected static JsonObject SchemaOf(Field element) => element.Schema();
}

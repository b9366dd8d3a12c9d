using System.Text.Json;
using System.Text.Json.Nodes;
using Phota.Sandbox.Http;

namespace Phota.Sandbox.Contract;

internal sealed record TextField(string Name, int Shortest = 0, int Longest = int.MaxValue) : Field(Name)
{
    protected override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (Shortest > 0)
            schema["minLength"] = Shortest;
        if (Longest < int.MaxValue)
            schema["maxLength"] = Longest;
        return schema;
    }

    protected override void CheckValue(JsonNode? value, Problems problems, params ReadOnlySpan<object> loc)
    {
        // The parser sets aside a very long text as it does a picture.
        if (value is JsonValue v && v.TryGetValue<SentImage>(out _))
            return;
        if (Text(value) is not string text)
            problems.Add("string_type", "Input should be a valid string", loc);
        else if (text.Length < Shortest)
            problems.Add("string_too_short", $"String should have at least {Shortest} character", loc);
        else if (text.Length > Longest)
            problems.Add("string_too_long", $"String should have at most {Longest} characters", loc);
    }
}

internal sealed record ChoiceField(string Name, params string[] Choices) : Field(Name)
{
    protected override JsonObject Schema() =>
        new() { ["type"] = "string", ["enum"] = new JsonArray([.. Choices.Select(c => (JsonNode)c)]) };

    protected override void CheckValue(JsonNode? value, Problems problems, params ReadOnlySpan<object> loc)
    {
        if (Text(value) is not string text || !Choices.Contains(text))
        {
            string others = string.Join(", ", Choices[..^1].Select(c => $"'{c}'"));
            problems.Add("enum", $"Input should be {others} or '{Choices[^1]}'", loc);
        }
    }
}

internal sealed record IntegerField(string Name, int Least, int Most) : Field(Name)
{
    protected override JsonObject Schema() => new() { ["type"] = "integer", ["minimum"] = Least, ["maximum"] = Most };

    protected override void CheckValue(JsonNode? value, Problems problems, params ReadOnlySpan<object> loc)
    {
        if (value is not JsonValue number || !number.TryGetValue(out int n))
            problems.Add("int_type", "Input should be a valid integer", loc);
        else if (n < Least)
            problems.Add("greater_than_equal", $"Input should be greater than or equal to {Least}", loc);
        else if (n > Most)
            problems.Add("less_than_equal", $"Input should be less than or equal to {Most}", loc);
    }
}

internal sealed record FlagField(string Name) : Field(Name)
{
    protected override JsonObject Schema() => new() { ["type"] = "boolean" };

    protected override void CheckValue(JsonNode? value, Problems problems, params ReadOnlySpan<object> loc)
    {
        if (value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False))
            problems.Add("bool_type", "Input should be a valid boolean", loc);
    }
}

internal sealed record ListField(string Name, Field Item, int Fewest = 0, int Most = int.MaxValue) : Field(Name)
{
    protected override JsonObject Schema()
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = SchemaOf(Item) };
        if (Fewest > 0)
            schema["minItems"] = Fewest;
        if (Most < int.MaxValue)
            schema["maxItems"] = Most;
        return schema;
    }

    protected override void CheckValue(JsonNode? value, Problems problems, params ReadOnlySpan<object> loc)
    {
        if (value is not JsonArray items)
        {
            problems.Add("list_type", "Input should be a valid list", loc);
            return;
        }

        if (items.Count < Fewest)
            problems.Add("too_short", $"List should have at least {Fewest} items after validation, not {items.Count}", loc);
        if (items.Count > Most)
            problems.Add("too_long", $"List should have at most {Most} items after validation, not {items.Count}", loc);
        for (int i = 0; i < items.Count; i++)
            CheckElement(Item, items[i], problems, Name, i);
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Phota.Tests.Fuzzing;

/// <summary>Spoils the meaning of a JSON document and leaves it JSON: values of other kinds in the place of its own.</summary>
internal static class Reshaper
{
    private static readonly string[] s_values =
    [
        "null", "true", "0", "-1", "2147483647", "2147483648", "9223372036854775807", "1e30", "0.5", "[]", "{}", "[null]", "[[]]", "[1,\"a\",{}]", "{\"a\":{\"b\":[]}}",
        "\"\"", "\"x\"", "\"READY\"", "\"succeeded\"", "\"..\"", "\"a/b\"", "\"a\\u001b[31mb\"", "\"2147483647\"", "\"2026-11-22T10:00:00Z\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"https://cdn.example/x.jpg\"", "\"http://cdn.example/x.jpg\"", "\"https://\"", "\"file:///etc/passwd\"", "\"AAAA\"", "\"iVBORw0KGgo=\"", "\"/9j/\"",
        "{\"counts\":{\"a\":2147483647,\"b\":2147483647}}", "{\"download_urls\":[\"https://cdn.example/x.jpg\",null]}", "{\"code\":\"X\",\"detail\":[{\"loc\":[[]],\"msg\":1}]}",
    ];

    public static byte[] Reshape(byte[] document, Random random)
    {
        JsonNode root;
        try
        {
            root = JsonNode.Parse(document) ?? new JsonArray();
        }
        catch (JsonException)
        {
            return document;
        }

        for (int times = random.Next(1, 4); times > 0; times--)
        {
            JsonNode?[] parents = [.. Within(root).Where(node => node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })];
            if (parents.Length > 0) Replace(parents[random.Next(parents.Length)]!, random);
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static void Replace(JsonNode parent, Random random)
    {
        JsonNode? value = JsonNode.Parse(s_values[random.Next(s_values.Length)]);
        if (parent is JsonArray array) array[random.Next(array.Count)] = value;
        else ((JsonObject)parent)[((JsonObject)parent).ElementAt(random.Next(((JsonObject)parent).Count)).Key] = value;
    }

    private static IEnumerable<JsonNode?> Within(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Within(field.Value)).Prepend(node),
        JsonArray items => items.SelectMany(Within).Prepend(node),
        _ => [],
    };
}

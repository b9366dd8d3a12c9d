using System.Text.Json.Nodes;

namespace Phota.Sandbox.Contract;

/// <summary>Request schemas from the field tables, and the shapes of the answers in their default forms.</summary>
internal static class OpenApiSchemas
{
    public static JsonObject All()
    {
        var schemas = new JsonObject
        {
            ["AddProfileRequest"] = Request(ProfileFields.All),
            ["AddProfileResponse"] = Object("profile_id"),
            ["ProfileIdsResponse"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["profiles"] = ArrayOf(Object("profile_id", "status")) },
            },
            ["ProfileStatusResponse"] = Object("profile_id", "status", "message"),
            ["DeleteProfileResponse"] = Object("profile_id", "status"),
            ["WebhookSecret"] = Object("secret"),
            ["JobHandle"] = Object("job_id", "status", "poll_url"),
            ["Error"] = Object("code", "detail", "request_id"),
            ["HTTPValidationError"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { ["detail"] = ArrayOf(Object("loc", "msg", "type")) },
            },
            ["EditResponse"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["known_subjects"] = Object("counts"),
                    ["images"] = ArrayOf(new JsonObject { ["type"] = "string" }),
                    ["download_urls"] = ArrayOf(new JsonObject { ["type"] = "string", ["format"] = "uri" }),
                },
                ["required"] = new JsonArray("known_subjects"),
            },
            ["Job"] = Object("job_id", "status", "poll_url", "result", "error", "created_at", "completed_at"),
        };
        foreach (Operation operation in Operation.All)
            schemas[RequestOf(operation)] = Request(operation.Fields);
        return schemas;
    }

    public static string RequestOf(Operation operation) =>
        $"{char.ToUpperInvariant(operation.Name[0])}{operation.Name[1..]}Request";

    private static JsonObject Request(IReadOnlyList<Field> fields) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(fields.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)f.Describe()))),
        ["required"] = new JsonArray([.. fields.Where(f => f.Required).Select(f => (JsonNode)f.Name)]),
    };

    private static JsonObject Object(params string[] properties) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(properties.Select(p => KeyValuePair.Create(p, (JsonNode?)new JsonObject()))),
    };

    private static JsonObject ArrayOf(JsonObject items) => new() { ["type"] = "array", ["items"] = items };
}

using System.Text.Json.Nodes;

namespace Phota.Sandbox.Contract;

/// <summary>The sandbox's own description of its API, made from the fields that it checks bodies with.</summary>
internal static class OpenApi
{
    private static readonly int[] s_studioErrors = [400, 401, 402, 403, 404, 422, 429, 500, 503, 504];
    private static readonly int[] s_readErrors = [401, 403, 404, 422, 429, 500, 503];

    public static JsonObject Document { get; } = Describe();

    private static JsonObject Describe() => new()
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject
        {
            ["title"] = "Phota sandbox",
            ["version"] = "0.7.0",
            ["description"] = "A local stand-in for the Phota API, described from its published documentation.",
        },
        ["paths"] = Paths(),
        ["components"] = new JsonObject
        {
            ["securitySchemes"] = new JsonObject
            {
                ["APIKeyHeader"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-API-Key" },
            },
            ["schemas"] = OpenApiSchemas.All(),
        },
        ["security"] = new JsonArray(new JsonObject { ["APIKeyHeader"] = new JsonArray() }),
    };

    private static JsonObject Paths()
    {
        var paths = new JsonObject();
        foreach (Operation operation in Operation.All)
        {
            string body = OpenApiSchemas.RequestOf(operation);
            Add(paths, "post", operation.Name, operation.Name, s_studioErrors, "EditResponse", (body, "JobHandle"));
        }

        Add(paths, "get", "jobs/{job_id}", "get_job", s_readErrors, "Job");
        Add(paths, "get", "webhook-secret", "get_webhook_secret", s_readErrors, "WebhookSecret");
        Add(paths, "post", "profiles/add", "add_profile", s_studioErrors, "AddProfileResponse", ("AddProfileRequest", null));
        Add(paths, "get", "profiles/ids", "get_profile_ids", s_readErrors, "ProfileIdsResponse");
        Add(paths, "get", "profiles/{profile_id}/status", "get_profile_status", s_readErrors, "ProfileStatusResponse");
        Add(paths, "get", "profiles/{profile_id}/profile_picture", "get_profile_picture", s_readErrors, null);
        Add(paths, "delete", "profiles/{profile_id}", "delete_profile", s_readErrors, "DeleteProfileResponse");
        return paths;
    }

    private static void Add(
        JsonObject paths,
        string method,
        string path,
        string id,
        int[] errors,
        string? answer,
        (string Body, string? Accepted)? post = null)
    {
        string mediaType = answer is null ? "image/jpeg" : "application/json";
        var responses = new JsonObject { ["200"] = Response("Done.", answer, mediaType) };
        if (post?.Accepted is { } accepted)
            responses["202"] = Response("Accepted; poll the job.", accepted);
        foreach (int error in errors)
            responses[$"{error}"] = Response(ApiError.Of(error).Detail, error == 422 ? "HTTPValidationError" : "Error");

        var operation = new JsonObject { ["operationId"] = id, ["parameters"] = Parameters(path), ["responses"] = responses };
        if (post?.Body is { } body)
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(body, "application/json") };
        paths[$"/v1/phota/{path}"] = new JsonObject { [method] = operation };
    }

    private static JsonArray Parameters(string path)
    {
        var parameters = new JsonArray();
        if (path.Split('{', '}') is [_, var name, _])
            parameters.Add(Parameter(name, "path", required: true));
        if (path == "profiles/ids")
            parameters.Add(Parameter("tag", "query", required: false));
        return parameters;
    }

    private static JsonObject Parameter(string name, string place, bool required) => new()
    {
        ["name"] = name,
        ["in"] = place,
        ["required"] = required,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Response(string description, string? schema, string mediaType = "application/json") =>
        new() { ["description"] = description, ["content"] = Content(schema, mediaType) };

    private static JsonObject Content(string? schema, string mediaType) => new()
    {
        [mediaType] = new JsonObject
        {
            ["schema"] = schema is null
                ? new JsonObject { ["type"] = "string", ["format"] = "binary" }
                : new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" },
        },
    };
}

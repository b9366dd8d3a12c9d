using System.Text.Json.Nodes;
using Phota.Sandbox.Contract;

namespace Phota.Sandbox.Http;

/// <summary>Takes a body for an object, or refuses it as FastAPI does.</summary>
internal static class JsonBody
{
    public static bool TryTake(Exchange exchange, out JsonObject body, out IResult refusal)
    {
        body = exchange.Body.Json as JsonObject ?? [];
        Problem? problem = exchange.Body switch
        {
            { IsEmpty: true } => new Problem("missing", ["body"], "Field required"),
            _ when !exchange.Http.Request.HasJsonContentType() => NotAnObject,
            { SyntaxError: (long position, string message) } =>
                new Problem("json_invalid", ["body", (int)position], $"JSON decode error: {message}"),
            { Json: not JsonObject } => NotAnObject,
            _ => null,
        };
        refusal = problem is null ? Results.Empty : new InvalidAnswer([problem]);
        return problem is null;
    }

    private static Problem NotAnObject => new(
        "model_attributes_type", ["body"], "Input should be a valid dictionary or object to extract fields from");
}

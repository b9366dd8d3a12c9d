using System.Text.Json;
using System.Text.Json.Nodes;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Contract;

/// <summary>Finds what a good client does not send.</summary>
internal static class Judge
{
    public static void Body(Exchange exchange, IReadOnlyList<Field> fields)
    {
        if (!exchange.Http.Request.HasJsonContentType())
            exchange.Judge(VerdictRule.BadContentType, $"The body came as '{exchange.Http.Request.ContentType}', not as JSON.");
        if (exchange.Body.Json is not JsonObject body)
            return;

        foreach (string name in body.Select(p => p.Key).Where(name => !fields.Any(f => f.Name == name)))
            exchange.Judge(VerdictRule.UnknownField, $"The contract has no field '{name}' here.");
    }

    public static void Operation(Exchange exchange, Operation operation)
    {
        Body(exchange, operation.Fields);
        if (exchange.Body.Json is not JsonObject body)
            return;

        bool isAsync = body["async"]?.GetValueKind() == JsonValueKind.True;
        if (!body.ContainsKey("output_format"))
            exchange.Judge(VerdictRule.MissingOutputFormat, "The default changes with the API's clock; say png or jpg.");
        if (!body.ContainsKey("response_mode"))
            exchange.Judge(VerdictRule.MissingResponseMode, "Say bytes or urls.");
        if (isAsync && body["response_mode"]?.ToString() != "urls")
            exchange.Judge(VerdictRule.AsyncWithoutUrls, "async goes with response_mode urls only.");
        if (isAsync && body["client_request_id"] is null)
            exchange.Judge(VerdictRule.MissingClientRequestId, "Without it a retried submission is paid twice.");
        if (!isAsync && body["callback_url"] is not null)
            exchange.Judge(VerdictRule.CallbackWithoutAsync, "callback_url goes with async only.");
    }
}

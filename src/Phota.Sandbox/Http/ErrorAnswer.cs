using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Phota.Sandbox.Contract;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Http;

/// <summary>An error in the body form that the switches ask for.</summary>
internal sealed class ErrorAnswer(ApiError error) : IResult
{
    public Task ExecuteAsync(HttpContext http)
    {
        var exchange = Exchange.Of(http);
        return Compose(exchange.World.Switches, exchange.RequestId).ExecuteAsync(http);
    }

    private Answer Compose(Switches switches, string requestId)
    {
        if (error.IsFrameworks)
        {
            JsonNode detail = error.Status == 422
                ? new JsonArray(new Problem("value_error", ["body"], error.Detail).ToJson())
                : error.Detail;
            return InvalidAnswer.Framework(error.Status, detail, switches, requestId);
        }

        string form = switches[SwitchTable.ErrorBody];
        return form switch
        {
            "text" => new Answer(error.Status, "text/plain", Encoding.UTF8.GetBytes(error.Detail)),
            "html" => new Answer(error.Status, "text/html", Encoding.UTF8.GetBytes(
                $"<html><head><title>{error.Status}</title></head><body>{WebUtility.HtmlEncode(error.Detail)}</body></html>")),
            "empty" => new Answer(error.Status, null, default),
            _ => Answer.Of(error.Status, JsonBody(form, requestId)),
        };
    }

    private JsonObject JsonBody(string form, string requestId) => form switch
    {
        "type" => new JsonObject { ["type"] = error.Code, ["detail"] = error.Detail, ["request_id"] = requestId },
        "nested" => new JsonObject
        {
            ["error"] = new JsonObject { ["type"] = error.Code, ["message"] = error.Detail },
            ["request_id"] = requestId,
        },
        "fastapi" => new JsonObject { ["detail"] = error.Detail },
        _ => new JsonObject { ["code"] = error.Code, ["detail"] = error.Detail, ["request_id"] = requestId },
    };
}

/// <summary>The 422 of FastAPI.</summary>
internal sealed class InvalidAnswer(IEnumerable<Problem> problems) : IResult
{
    public Task ExecuteAsync(HttpContext http)
    {
        var exchange = Exchange.Of(http);
        var detail = new JsonArray([.. problems.Select(p => p.ToJson())]);
        return Framework(422, detail, exchange.World.Switches, exchange.RequestId).ExecuteAsync(http);
    }

    public static Answer Framework(int status, JsonNode detail, Switches switches, string requestId)
    {
        var body = new JsonObject { ["detail"] = detail };
        if (switches[SwitchTable.FrameworkErrorRequestId] == "yes")
            body["request_id"] = requestId;
        return Answer.Of(status, body);
    }
}

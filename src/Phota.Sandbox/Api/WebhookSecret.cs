using System.Text.Json.Nodes;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Api;

internal static class WebhookSecret
{
    public static IResult Get(Exchange exchange) => Answer.Ok(new JsonObject
    {
        [exchange.World.Switches[SwitchTable.WebhookSecretKey]] = exchange.World.Callbacks.Secret,
    });
}

using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Phota.Sandbox.Contract;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Api;

internal static class ProfileStatus
{
    public static IResult Get(Exchange exchange, [FromRoute(Name = "profile_id")] string profileId)
    {
        World world = exchange.World;
        if (world.Profiles.Find(profileId) is not { } profile)
            return Unknown(profileId);

        profile.Poll();
        _ = world.Profiles.Find(profileId);
        var body = new JsonObject { ["profile_id"] = profile.Id, ["status"] = profile.Status };
        string form = world.Switches[SwitchTable.ProfileMessageForm];
        if (profile.Message is not null || form != "missing")
            body["message"] = profile.Message ?? (form == "empty" ? "" : null);
        return Answer.Ok(body);
    }

    public static ErrorAnswer Unknown(string profileId) => new(ApiError.NotFound($"There is no profile '{profileId}'."));
}

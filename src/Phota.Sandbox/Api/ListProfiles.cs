using System.Text.Json.Nodes;
using Phota.Sandbox.Contract;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Api;

internal static class ListProfiles
{
    public static IResult Get(Exchange exchange, string? tag)
    {
        if (tag is { Length: 0 })
            return Invalid("string_too_short", "String should have at least 1 character");
        if (tag is { Length: > ProfileFields.LongestTag })
            return Invalid("string_too_long", $"String should have at most {ProfileFields.LongestTag} characters");

        string form = exchange.World.Switches[SwitchTable.ProfileItemForm];
        return Answer.Ok(new { Profiles = exchange.World.Profiles.List(tag).Select(p => Item(p, form)) });
    }

    private static InvalidAnswer Invalid(string type, string message) => new([new Problem(type, ["query", "tag"], message)]);

    private static JsonNode Item(Profile profile, string form) => form switch
    {
        "id_string" => profile.Id,
        "full" => new JsonObject
        {
            ["profile_id"] = profile.Id,
            ["status"] = profile.Status,
            ["tag"] = profile.Tag,
            ["message"] = profile.Message,
            ["training_tier"] = profile.Tier,
            ["created_at"] = profile.CreatedAt.ToString("O"),
        },
        _ => new JsonObject { ["profile_id"] = profile.Id, ["status"] = profile.Status },
    };
}

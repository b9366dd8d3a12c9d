using Microsoft.AspNetCore.Mvc;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Api;

internal static class DeleteProfile
{
    public static IResult Delete(Exchange exchange, [FromRoute(Name = "profile_id")] string profileId)
    {
        World world = exchange.World;
        bool again = world.Profiles.WasDeleted(profileId) && world.Switches[SwitchTable.DeleteAgainStatus] == "200";
        return world.Profiles.Find(profileId) is not null && world.Profiles.Delete(profileId) || again
            ? Answer.Ok(new { ProfileId = profileId, Status = "ok" })
            : ProfileStatus.Unknown(profileId);
    }
}

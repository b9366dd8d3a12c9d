using Phota.Sandbox.Contract;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Work;

/// <summary>Profiles that a request names: which are refused, and which are recognised in its output.</summary>
internal static class Identities
{
    private const string Ignore = "ignore";

    public static ApiError? Refuse(IReadOnlyList<string> profileIds, World world)
    {
        foreach (string id in profileIds)
        {
            Profile? profile = world.Profiles.Find(id);
            Switch rule = profile is null ? SwitchTable.UnknownProfileStatus : SwitchTable.NotReadyStatus;
            if (profile?.Status == ProfileStates.Ready || world.Switches[rule] == Ignore)
                continue;
            string why = profile is null ? "does not exist" : $"is not READY but {profile.Status}";
            return ApiError.Of(world.Switches.Status(rule), $"Profile '{id}' {why}.");
        }

        return null;
    }

    public static IReadOnlyList<string> Recognised(IReadOnlyList<string> profileIds, World world) =>
        world.Switches[SwitchTable.IdentityInOutput] == "none"
            ? []
            : [.. profileIds.Where(id => world.Profiles.Find(id)?.Status == ProfileStates.Ready)];
}

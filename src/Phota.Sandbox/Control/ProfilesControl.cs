using Phota.Sandbox.Contract;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Control;

/// <summary>Profiles without training and without a bill, for what is not about training.</summary>
internal static class ProfilesControl
{
    public static IResult List(Worlds worlds) => Answer.Ok(new { Profiles = worlds.Current.Profiles.List().Select(Show) });

    public static async Task<IResult> AddAsync(Worlds worlds, HttpRequest request)
    {
        var asked = await ControlBody.ReadAsync<NewProfile>(request);
        World world = worlds.Current;
        var profile = new Profile(world, world.Ids.NextProfile(), asked.TrainingTier, asked.Tag, null, null);
        profile.Force(asked.Status, asked.Message);
        world.Profiles.Add(profile);
        return Answer.Ok(Show(profile));
    }

    public static async Task<IResult> ForceAsync(Worlds worlds, HttpRequest request, string id)
    {
        var asked = await ControlBody.ReadAsync<Forced>(request);
        if (worlds.Current.Profiles.Find(id) is not { } profile)
            return Answer.Of(StatusCodes.Status404NotFound, new { Error = $"There is no profile '{id}'." });

        profile.Force(asked.Status, asked.Message);
        return Answer.Ok(Show(profile));
    }

    private static object Show(Profile profile) => new
    {
        ProfileId = profile.Id,
        profile.Status,
        profile.Message,
        profile.Tag,
        TrainingTier = profile.Tier,
        profile.CreatedAt,
    };

    private sealed record NewProfile(
        string Status = ProfileStates.Ready,
        string? Message = null,
        string? Tag = null,
        string TrainingTier = ProfileFields.Standard);

    private sealed record Forced(string Status, string? Message = null);
}

using Microsoft.AspNetCore.Mvc;
using Phota.Sandbox.Contract;
using Phota.Sandbox.Http;
using Phota.Sandbox.Pictures;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Api;

/// <summary>A square JPEG, made from the first training photo where the sandbox can see it.</summary>
internal static class ProfilePicture
{
    private const int Side = 512;

    public static async Task<IResult> GetAsync(Exchange exchange, [FromRoute(Name = "profile_id")] string profileId)
    {
        World world = exchange.World;
        if (world.Profiles.Find(profileId) is not { } profile)
            return ProfileStatus.Unknown(profileId);
        if (profile.Status != ProfileStates.Ready && world.Switches[SwitchTable.PictureBeforeReady] == "404")
            return new ErrorAnswer(ApiError.NotFound($"Profile '{profileId}' has no picture yet."));

        PictureFormat format = PictureFormat.Jpg;
        int seed = world.Ids.Seed;
        string subject = profile.Photo?.Key ?? profile.Id;
        var order = new PictureOrder("profile", profile.Photo, Derives: true, subject, format, Side, (1, 1), seed);
        Rendering rendering = await Darkroom.RenderAsync(order, exchange.Gone);
        byte[] mark = format.Mark($"Synthetic, made by the Phota sandbox; seed {seed}; profile {profile.Id}");
        var picture = new Picture(profile.Id, format.MediaType, rendering, mark, format.MarkAt);
        return new Answer(StatusCodes.Status200OK, format.MediaType, picture.ToArray());
    }
}

using System.Globalization;
using Phota.Sandbox.Contract;
using Phota.Sandbox.Pictures;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Work;

/// <summary>Turns a request into what the darkroom is to make.</summary>
internal static class PictureOrders
{
    private const int PixelsPerK = 1024;
    private const int Small = 64;

    public static PictureOrder For(StudioRequest request, IReadOnlyList<SourcePhoto> photos, PictureFormat format, World world)
    {
        Switches switches = world.Switches;
        SourcePhoto? photo = photos.Count > 0 ? photos[0] : null;
        int longest = switches[SwitchTable.PictureSize] == "small" ? Small : PixelsPerK * (request.Resolution[0] - '0');
        return new PictureOrder(
            request.Operation.Name,
            photo,
            switches[SwitchTable.Pictures] == "derived",
            photo?.Key ?? request.Prompt,
            format,
            longest,
            Aspect(request.AspectRatio) ?? (photo is null ? (1, 1) : null),
            world.Ids.Seed);
    }

    private static (int Width, int Height)? Aspect(string ratio)
    {
        if (ratio.Split(':') is not [var width, var height])
            return null;
        return (int.Parse(width, CultureInfo.InvariantCulture), int.Parse(height, CultureInfo.InvariantCulture));
    }
}

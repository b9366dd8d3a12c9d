using System.Globalization;
using Microsoft.Extensions.Caching.Memory;

namespace Phota.Sandbox.Pictures;

/// <summary>Public pictures to train profiles from: <c>/sandbox/photos/1.jpg</c> to <c>50.jpg</c>.</summary>
internal static class SamplePhotos
{
    public const string Prefix = "/sandbox/photos/";
    public const int Count = 50;

    private const int Width = 640;
    private const int Height = 480;

    private static readonly MemoryCache s_cache = new(new MemoryCacheOptions());

    public static bool TryParse(string path, out int number)
    {
        number = 0;
        return path.StartsWith(Prefix, StringComparison.Ordinal)
            && path.EndsWith(".jpg", StringComparison.Ordinal)
            && int.TryParse(path[Prefix.Length..^".jpg".Length], NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number is >= 1 and <= Count;
    }

    public static byte[] Read(int number) =>
        s_cache.GetOrCreate(number, _ => PictureFormat.Jpg.Write(Scene.Draw(Width, Height, number)))!;

    public static SourcePhoto Of(int number) => new($"sample {number}", _ => Read(number));
}

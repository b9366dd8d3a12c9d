using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace Phota.Sandbox.Pictures;

/// <summary>Renders pictures: no more at once than there are processors, and the same one only once.</summary>
internal static class Darkroom
{
    private const long CacheBytes = 128 * 1024 * 1024;
    private const int Scenes = 8;

    private static readonly (int Width, int Height) s_stockAspect = (4, 3);
    private static readonly SemaphoreSlim s_processors = new(Environment.ProcessorCount);
    private static readonly MemoryCache s_cache = new(new MemoryCacheOptions { SizeLimit = CacheBytes });

    public static async Task<Rendering> RenderAsync(PictureOrder order, CancellationToken cancel)
    {
        if (s_cache.Get<Rendering>(order.CacheKey) is { } known)
            return known;

        await s_processors.WaitAsync(cancel);
        try
        {
            return await Task.Run(() => Render(order), cancel);
        }
        finally
        {
            s_processors.Release();
        }
    }

    private static Rendering Render(PictureOrder order)
    {
        if (s_cache.Get<Rendering>(order.CacheKey) is { } known)
            return known;
        return order.Derives && order.Photo?.Decode() is { } photo
            ? Finish(Develop(order, photo), order.Format, order.CacheKey)
            : Stock(order);
    }

    private static Raster Develop(PictureOrder order, Raster photo)
    {
        (int width, int height) = order.SizeFor((photo.Width, photo.Height));
        Raster cropped = order.Aspect is null ? photo : Scaling.Crop(photo, width, height);
        Look look = Look.Of(order.Operation);

        // The look goes on whichever has fewer pixels.
        bool shrinks = cropped.Width > width;
        Raster raster = shrinks ? Scaling.To(cropped, width, height) : cropped;
        look.Apply(raster);
        return Scaling.To(raster, width, height);
    }

    private static Rendering Stock(PictureOrder order)
    {
        (int width, int height) = order.SizeFor(order.Photo?.ReadSize() ?? s_stockAspect);
        int scene = SHA256.HashData(Encoding.UTF8.GetBytes(order.Subject))[0] % Scenes;
        string key = $"scene {scene}|{width}x{height}|{order.Format.Extension}|{order.Seed}";
        return s_cache.Get<Rendering>(key)
            ?? Finish(Scene.Draw(width, height, (order.Seed * Scenes) + scene), order.Format, key);
    }

    private static Rendering Finish(Raster raster, PictureFormat format, string key)
    {
        Stamp.Apply(raster);
        var rendering = new Rendering(format.Write(raster));
        return s_cache.Set(key, rendering, new MemoryCacheEntryOptions { Size = rendering.Bytes.Length });
    }
}

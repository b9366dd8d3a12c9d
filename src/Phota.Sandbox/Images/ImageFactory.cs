using Microsoft.Extensions.Caching.Memory;

namespace Phota.Sandbox.Images;

/// <summary>A photo to work on. Its bytes are read only when they are needed.</summary>
/// <param name="Key">The same for the same photo.</param>
internal sealed record InputPhoto(string Key, Func<byte[]> Read);

/// <param name="Derives">Whether it is made from the photo's pixels or from a stock image.</param>
/// <param name="Subject">What a stock image is picked by.</param>
/// <param name="LongestSide">In pixels.</param>
/// <param name="Aspect">Fixed proportions; <c>null</c> to follow the photo.</param>
internal sealed record ImageSpec(
    InputPhoto? Photo, bool Derives, string Subject, OutputFormat Format, int LongestSide, (int Width, int Height)? Aspect, int Seed)
{
    public string CacheKey => $"{Derives}|{Subject}|{Format.Extension}|{LongestSide}|{Aspect}|{Seed}";

    public (int Width, int Height) SizeFor(int width, int height)
    {
        (width, height) = Aspect ?? (width, height);
        double scale = (double)LongestSide / Math.Max(width, height);
        return (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
    }
}

/// <summary>Makes images from photos and stock images: no more at once than there are processors, and each only once.</summary>
internal static class ImageFactory
{
    private const long CacheBytes = 128 * 1024 * 1024;

    private static readonly SemaphoreSlim s_processors = new(Environment.ProcessorCount);
    private static readonly MemoryCache s_cache = new(new MemoryCacheOptions { SizeLimit = CacheBytes });

    public static async Task<byte[]> MakeAsync(ImageSpec spec, CancellationToken cancel)
    {
        if (s_cache.Get<byte[]>(spec.CacheKey) is { } known)
            return known;

        await s_processors.WaitAsync(cancel);
        try
        {
            return s_cache.Get<byte[]>(spec.CacheKey) ?? await Task.Run(() => Make(spec), cancel);
        }
        finally
        {
            s_processors.Release();
        }
    }

    private static byte[] Make(ImageSpec spec)
    {
        byte[]? input = spec.Photo?.Read();
        Pixels? photo = input is not null && spec.Derives ? Pixels.Decode(input) : null;
        Pixels source = photo ?? StockImages.Pick((uint)(spec.Seed + SHA256.HashData(Encoding.UTF8.GetBytes(spec.Subject))[0]));
        (int width, int height) = (input is null ? null : Pixels.ReadSize(input)) ?? (source.Width, source.Height);
        (width, height) = spec.SizeFor(width, height);
        Pixels made = source.Fit(width, height);
        if (photo is not null)
            AddContrast(made.Rgb);
        AddBand(made);
        byte[] encoded = spec.Format.Encode(made);
        return s_cache.Set(spec.CacheKey, encoded, new MemoryCacheEntryOptions { Size = encoded.Length });
    }

    /// <summary>A little more contrast, so that a result differs from its photo.</summary>
    private static void AddContrast(byte[] rgb)
    {
        byte[] curve = [.. Enumerable.Range(0, 256).Select(value => (byte)Math.Clamp(((value - 128) * 1.15) + 132, 0, 255))];
        for (int i = 0; i < rgb.Length; i++)
            rgb[i] = curve[rgb[i]];
    }

    /// <summary>Writes SANDBOX into a dark band at the foot.</summary>
    private static void AddBand(Pixels pixels)
    {
        Pixels band = StockImages.Band;
        int scale = Math.Max(1, Math.Min(pixels.Width, pixels.Height) / 200);
        int top = pixels.Height - (band.Height * scale);
        for (int y = Math.Max(0, top); y < pixels.Height; y++)
        {
            Span<byte> target = pixels.Rgb.AsSpan(y * pixels.Width * 3, pixels.Width * 3);
            for (int x = 0; x < target.Length; x++)
            {
                int column = x / 3 / scale;
                byte light = column < band.Width ? band.Rgb[(((y - top) / scale * band.Width) + column) * 3] : (byte)0;
                target[x] = light > 127 ? light : (byte)(target[x] / 3);
            }
        }
    }
}

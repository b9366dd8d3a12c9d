using StbImageSharp;

namespace Phota.Sandbox.Images;

/// <summary>RGB pixels, three bytes each, row by row.</summary>
internal sealed record Pixels(int Width, int Height, byte[] Rgb)
{
    // A larger photo is not decoded; a stock image takes its place.
    private const long MaxPixels = 64_000_000;

    /// <summary>Decodes a JPEG or PNG; <c>null</c> for anything else, and for what is damaged or too large.</summary>
    public static Pixels? Decode(byte[] bytes) => Try(() =>
    {
        ImageResult image = ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue);
        return new Pixels(image.Width, image.Height, image.Data);
    }, ReadSize(bytes) is { } size && (long)size.Width * size.Height <= MaxPixels);

    /// <summary>The size of a JPEG or PNG, from its header.</summary>
    public static (int Width, int Height)? ReadSize(byte[] bytes) => Try(() =>
    {
        using var stream = new MemoryStream(bytes);
        return ImageInfo.FromStream(stream) is { Width: > 0, Height: > 0 } info ? (info.Width, info.Height) : ((int, int)?)null;
    });

    private static T? Try<T>(Func<T?> read, bool isAllowed = true)
    {
        try
        {
            return isAllowed ? read() : default;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The decoder throws anything at all on damaged bytes.
            return default;
        }
    }

    /// <summary>The largest centred part with these proportions, scaled to this size; by area where it shrinks.</summary>
    public Pixels Fit(int width, int height)
    {
        double scale = Math.Min((double)Width / width, (double)Height / height);
        double left = (Width - (width * scale)) / 2, top = (Height - (height * scale)) / 2;
        byte[] rgb = new byte[width * height * 3];
        for (int y = 0, at = 0; y < height; y++)
        {
            (int y0, int y1) = Span(top + (y * scale), scale, Height);
            for (int x = 0; x < width; x++)
            {
                (int x0, int x1) = Span(left + (x * scale), scale, Width);
                for (int channel = 0; channel < 3; channel++)
                    rgb[at++] = Average(x0, x1, y0, y1, channel);
            }
        }

        return new Pixels(width, height, rgb);
    }

    private static (int From, int To) Span(double from, double length, int limit)
    {
        int first = Math.Clamp((int)from, 0, limit - 1);
        return (first, Math.Clamp((int)(from + length), first + 1, limit));
    }

    private byte Average(int x0, int x1, int y0, int y1, int channel)
    {
        long sum = 0;
        for (int y = y0; y < y1; y++)
        {
            for (int x = x0; x < x1; x++)
                sum += Rgb[(((y * Width) + x) * 3) + channel];
        }

        return (byte)(sum / ((x1 - x0) * (y1 - y0)));
    }
}

/// <summary>The embedded stock images: for results without a photo to work on, and as sample photos to train profiles from.</summary>
internal static class StockImages
{
    public const string Prefix = "/sandbox/photos/";
    public const int SampleCount = 50;

    private static readonly byte[][] s_jpegs = [.. Enumerable.Range(1, 3).Select(n => Resources.Read($"stock-{n}.jpg"))];
    private static readonly Lazy<Pixels>[] s_pixels = [.. s_jpegs.Select(jpeg => new Lazy<Pixels>(() => Pixels.Decode(jpeg)!))];

    /// <summary>The word SANDBOX, light on dark: the visible mark of every result.</summary>
    public static Pixels Band { get; } = Pixels.Decode(Resources.Read("band.png"))!;

    public static Pixels Pick(uint number) => s_pixels[number % s_pixels.Length].Value;

    /// <summary>A public sample photo, which a comment makes unlike all others.</summary>
    public static byte[] Sample(int number) => OutputFormat.Jpg.Mark(s_jpegs[number % s_jpegs.Length], $"Synthetic, sample {number}").ToArray();

    public static bool TryParse(string path, out int number)
    {
        number = 0;
        return path.StartsWith(Prefix, StringComparison.Ordinal)
            && path.EndsWith(".jpg", StringComparison.Ordinal)
            && int.TryParse(path[Prefix.Length..^".jpg".Length], NumberStyles.None, CultureInfo.InvariantCulture, out number)
            && number is >= 1 and <= SampleCount;
    }
}

namespace Phota.Sandbox.Pictures;

internal static class Scaling
{
    /// <summary>Bilinear, after halving as long as the target is less than half: bilinear alone would skip pixels.</summary>
    public static Raster To(Raster source, int width, int height)
    {
        while (source.Width >= 2 * width && source.Height >= 2 * height)
            source = Halve(source);
        return source.Width == width && source.Height == height ? source : Bilinear(source, width, height);
    }

    /// <summary>The middle of the picture, in other proportions.</summary>
    public static Raster Crop(Raster source, int aspectWidth, int aspectHeight)
    {
        int width = Math.Clamp((int)Math.Round((double)source.Height * aspectWidth / aspectHeight), 1, source.Width);
        int height = Math.Clamp((int)Math.Round((double)source.Width * aspectHeight / aspectWidth), 1, source.Height);
        if (width == source.Width && height == source.Height)
            return source;

        var middle = new Raster(width, height);
        int left = (source.Width - width) / 2, top = (source.Height - height) / 2;
        for (int y = 0; y < height; y++)
            source.Row(top + y).Slice(3 * left, 3 * width).CopyTo(middle.Row(y));
        return middle;
    }

    private static Raster Halve(Raster source)
    {
        var half = new Raster(source.Width / 2, source.Height / 2);
        for (int y = 0; y < half.Height; y++)
        {
            Span<byte> above = source.Row(2 * y), below = source.Row((2 * y) + 1), row = half.Row(y);
            for (int x = 0; x < half.Width; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    int i = (6 * x) + c;
                    row[(3 * x) + c] = (byte)((above[i] + above[i + 3] + below[i] + below[i + 3]) >> 2);
                }
            }
        }

        return half;
    }

    private static Raster Bilinear(Raster source, int width, int height)
    {
        var target = new Raster(width, height);
        (int Left, int Right, int Weight)[] columns =
            [.. Enumerable.Range(0, width).Select(x => Sample(x, width, source.Width))];
        for (int y = 0; y < height; y++)
        {
            (int top, int bottom, int down) = Sample(y, height, source.Height);
            Span<byte> above = source.Row(top), below = source.Row(bottom), row = target.Row(y);
            for (int x = 0; x < width; x++)
            {
                (int left, int right, int across) = columns[x];
                for (int c = 0; c < 3; c++)
                {
                    int upper = Mix(above[(3 * left) + c], above[(3 * right) + c], across);
                    int lower = Mix(below[(3 * left) + c], below[(3 * right) + c], across);
                    row[(3 * x) + c] = (byte)(Mix(upper, lower, down) >> 16);
                }
            }
        }

        return target;
    }

    private static int Mix(int a, int b, int weight) => (a << 8) + ((b - a) * weight);

    private static (int Low, int High, int Weight) Sample(int position, int length, int sourceLength)
    {
        double at = Math.Clamp(((position + 0.5) * sourceLength / length) - 0.5, 0, sourceLength - 1);
        int low = (int)at;
        return (low, Math.Min(low + 1, sourceLength - 1), (int)((at - low) * 256));
    }
}

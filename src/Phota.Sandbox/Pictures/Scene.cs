namespace Phota.Sandbox.Pictures;

/// <summary>A drawn landscape for where there is no photo to work on: sky, sun and three hills, by seed.</summary>
internal static class Scene
{
    private const int Hills = 3;

    public static Raster Draw(int width, int height, int seed)
    {
        var random = new Random(seed);
        Colour zenith = new(random.Next(30, 110), random.Next(90, 160), random.Next(180, 240));
        Colour horizon = new(random.Next(200, 255), random.Next(170, 225), random.Next(130, 190));
        Colour near = new(random.Next(20, 90), random.Next(60, 120), random.Next(20, 80));
        (double x, double y) sun = (random.NextDouble(), 0.15 + (random.NextDouble() * 0.3));
        double[] phases = [.. Enumerable.Range(0, Hills).Select(_ => random.NextDouble() * Math.Tau)];

        var raster = new Raster(width, height);
        double radius = 0.06 * Math.Min(width, height);
        int[][] ridges = [.. phases.Select((phase, hill) => Ridge(width, height, hill, phase))];
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = raster.Row(y);
            Colour sky = zenith.Mix(horizon, Math.Min(1, 1.4 * y / height));
            for (int x = 0; x < width; x++)
            {
                Colour colour = sky;
                double distance = Math.Sqrt(Square(x - (sun.x * width)) + Square(y - (sun.y * height)));
                if (distance < radius)
                    colour = sky.Mix(new Colour(255, 244, 200), Math.Min(1, (radius - distance) / 2));
                for (int hill = 0; hill < Hills; hill++)
                {
                    if (y >= ridges[hill][x])
                        colour = horizon.Mix(near, (hill + 1.0) / Hills);
                }

                int grain = (int)((((uint)((x * 73856093) ^ (y * 19349663) ^ seed) * 2654435761u) >> 29) - 4);
                colour.Write(row[(3 * x)..], grain);
            }
        }

        return raster;
    }

    private static int[] Ridge(int width, int height, int hill, double phase) =>
    [
        .. Enumerable.Range(0, width).Select(x =>
        {
            double at = (double)x / width;
            double wave = Math.Sin((at * (4 + (3 * hill))) + phase) + (0.4 * Math.Sin((at * 17) + (2 * phase)));
            return (int)(height * (0.55 + (0.13 * hill) + (0.05 * wave)));
        }),
    ];

    private static double Square(double value) => value * value;

    private readonly record struct Colour(double R, double G, double B)
    {
        public Colour Mix(Colour other, double share) =>
            new(R + ((other.R - R) * share), G + ((other.G - G) * share), B + ((other.B - B) * share));

        public void Write(Span<byte> pixel, int grain)
        {
            pixel[0] = (byte)Math.Clamp(R + grain, 0, 255);
            pixel[1] = (byte)Math.Clamp(G + grain, 0, 255);
            pixel[2] = (byte)Math.Clamp(B + grain, 0, 255);
        }
    }
}

namespace Phota.Sandbox.Pictures;

/// <summary>RGB pixels, three bytes each, row by row.</summary>
internal sealed class Raster(int width, int height, byte[] rgb)
{
    public Raster(int width, int height)
        : this(width, height, new byte[width * height * 3])
    {
    }

    public int Width => width;

    public int Height => height;

    public byte[] Rgb => rgb;

    public Span<byte> Row(int y) => rgb.AsSpan(y * width * 3, width * 3);
}

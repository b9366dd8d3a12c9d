namespace Phota.Sandbox.Pictures;

/// <summary>The visible mark: a dark band at the foot that reads SANDBOX.</summary>
internal static class Stamp
{
    private const int GlyphWidth = 5;
    private const int GlyphHeight = 7;
    private const int LetterWidth = GlyphWidth + 1;

    // Each letter is seven rows of five bits, the leftmost bit first.
    private static readonly byte[][] s_letters =
    [
        [0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110],
        [0b01110, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001],
        [0b10001, 0b11001, 0b10101, 0b10101, 0b10011, 0b10001, 0b10001],
        [0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110],
        [0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110],
        [0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
        [0b10001, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001, 0b10001],
    ];

    public static void Apply(Raster raster)
    {
        int scale = Math.Max(1, Math.Min(raster.Width, raster.Height) / 200);
        int band = Math.Min(raster.Height, (GlyphHeight + 4) * scale);
        for (int y = raster.Height - band; y < raster.Height; y++)
        {
            Span<byte> row = raster.Row(y);
            int glyphRow = ((y - raster.Height + band) / scale) - 2;
            for (int x = 0; x < raster.Width; x++)
            {
                Span<byte> pixel = row.Slice(3 * x, 3);
                if (IsInk((x / scale) - 2, glyphRow))
                    pixel.Fill(245);
                else
                    Darken(pixel);
            }
        }
    }

    private static bool IsInk(int x, int y)
    {
        if (x < 0 || y is < 0 or >= GlyphHeight || x / LetterWidth >= s_letters.Length)
            return false;
        int column = x % LetterWidth;
        return column < GlyphWidth && (s_letters[x / LetterWidth][y] >> (GlyphWidth - 1 - column) & 1) == 1;
    }

    private static void Darken(Span<byte> pixel)
    {
        for (int c = 0; c < pixel.Length; c++)
            pixel[c] = (byte)(pixel[c] / 3);
    }
}

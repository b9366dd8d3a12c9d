using System.Buffers.Binary;

namespace Phota.Sandbox.Pictures;

/// <summary>The EXIF orientation of a JPEG: 1 is upright, 5 to 8 lie on their side.</summary>
internal static class Orientation
{
    private const int Upright = 1;
    private const int Tag = 0x0112;

    public static bool IsSideways(int orientation) => orientation >= 5;

    public static int Of(ReadOnlySpan<byte> jpeg)
    {
        ReadOnlySpan<byte> exif = FindExif(jpeg);
        if (exif.Length < 8)
            return Upright;

        bool isLittle = exif.StartsWith("II"u8);
        int directory = Read32(exif[4..], isLittle);
        if (directory < 8 || directory + 2 > exif.Length)
            return Upright;

        ReadOnlySpan<byte> entries = exif[(directory + 2)..];
        for (int left = Read16(exif[directory..], isLittle); left > 0 && entries.Length >= 12; left--, entries = entries[12..])
        {
            if (Read16(entries, isLittle) == Tag)
                return Math.Clamp((int)Read16(entries[8..], isLittle), 1, 8);
        }

        return Upright;
    }

    public static Raster Apply(int orientation, Raster source)
    {
        if (orientation == Upright)
            return source;

        (int right, int bottom) = (source.Width - 1, source.Height - 1);
        (int width, int height) = IsSideways(orientation) ? (source.Height, source.Width) : (source.Width, source.Height);
        var turned = new Raster(width, height);
        for (int y = 0; y < turned.Height; y++)
        {
            Span<byte> row = turned.Row(y);
            for (int x = 0; x < turned.Width; x++)
            {
                (int fromX, int fromY) = orientation switch
                {
                    2 => (right - x, y),
                    3 => (right - x, bottom - y),
                    4 => (x, bottom - y),
                    5 => (y, x),
                    6 => (y, bottom - x),
                    7 => (right - y, bottom - x),
                    _ => (right - y, x),
                };
                source.Row(fromY).Slice(3 * fromX, 3).CopyTo(row[(3 * x)..]);
            }
        }

        return turned;
    }

    private static ReadOnlySpan<byte> FindExif(ReadOnlySpan<byte> jpeg)
    {
        const byte startOfScan = 0xDA, app1 = 0xE1;
        for (int at = 2; at + 4 <= jpeg.Length && jpeg[at] == 0xFF && jpeg[at + 1] != startOfScan;)
        {
            int end = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]);
            if (end > jpeg.Length)
                break;
            if (jpeg[at + 1] == app1 && jpeg[(at + 4)..end].StartsWith("Exif\0\0"u8))
                return jpeg[(at + 10)..end];
            at = end;
        }

        return [];
    }

    private static ushort Read16(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static int Read32(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : BinaryPrimitives.ReadInt32BigEndian(bytes);
}

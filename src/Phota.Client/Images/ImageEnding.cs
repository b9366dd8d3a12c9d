using System.Buffers.Binary;

namespace Phota;

/// <summary>Whether an image file goes on to where its format ends: one that is still being copied does not.</summary>
internal static class ImageEnding
{
    private const int FirstBlockSize = 64;
    private const int BlockSize = 64 * 1024;

    private static readonly byte[] s_endMarker = [0xFF, 0xD9];

    /// <summary>Looks at the structure of a file, never at its pixels.</summary>
    /// <param name="file">The file; its position is moved.</param>
    /// <param name="format">The format that its first bytes announce.</param>
    public static bool IsThere(FileStream file, ImageFormat format)
    {
        try
        {
            return format switch
            {
                ImageFormat.Jpeg => JpegEnds(file),
                ImageFormat.Png => PngEnds(file),
                ImageFormat.WebP => BinaryPrimitives.ReadUInt32LittleEndian(Read(file, 4, 4)) + 8L <= file.Length,
                _ => BoxesEnd(file),
            };
        }
        catch (EndOfStreamException)
        {
            return false;
        }
    }

    // After the first scan an end marker is nothing else: compressed data has no such bytes, and thumbnails come earlier.
    private static bool JpegEnds(FileStream file)
    {
        long scan = FindScan(file);
        // It is nearly always the last that a file has; some cameras add kilobytes of their own.
        int size = FirstBlockSize;
        for (long end = file.Length; end > scan + 1; end -= size, size = BlockSize)
        {
            long start = Math.Max(scan, end - size - 1);
            if (((ReadOnlySpan<byte>)Read(file, start, (int)(end - start))).LastIndexOf(s_endMarker) >= 0) return true;
        }

        return false;
    }

    private static long FindScan(FileStream file)
    {
        long at = 2;
        while (true)
        {
            byte[] segment = Read(file, at, 4);
            if (segment[0] != 0xFF) return at;
            if (segment[1] == 0xFF)
            {
                at++;
                continue;
            }

            if (segment[1] == 0xDA) return at;
            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(2));
        }
    }

    private static bool PngEnds(FileStream file)
    {
        for (long at = 8; ;)
        {
            byte[] chunk = Read(file, at, 8);
            at += 12L + BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (at > file.Length) return false;
            if (chunk.AsSpan(4).SequenceEqual("IEND"u8)) return true;
        }
    }

    private static bool BoxesEnd(FileStream file)
    {
        for (long at = 0; at < file.Length;)
        {
            long size = BinaryPrimitives.ReadUInt32BigEndian(Read(file, at, 4));
            if (size == 0) return true;
            if (size == 1) size = BinaryPrimitives.ReadInt64BigEndian(Read(file, at + 8, 8));
            if (size < 8) return true;
            at += size;
            if (at > file.Length) return false;
        }

        return true;
    }

    private static byte[] Read(FileStream file, long at, int count)
    {
        byte[] bytes = new byte[count];
        file.Seek(at, SeekOrigin.Begin);
        file.ReadExactly(bytes);
        return bytes;
    }
}

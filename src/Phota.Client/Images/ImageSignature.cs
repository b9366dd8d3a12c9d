using System.Buffers.Binary;

namespace Phota;

/// <summary>Recognises an image by its first bytes, never by its name.</summary>
public static class ImageSignature
{
    /// <summary>How many bytes of a file <see cref="Detect"/> wants to see; fewer are accepted.</summary>
    public const int Length = 64;

    private static readonly string[] s_heifBrands =
        ["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1"];

    /// <summary>Returns the format that the bytes begin, or null when the service does not read it.</summary>
    /// <param name="head">The first bytes of the file, at best <see cref="Length"/> of them.</param>
    public static ImageFormat? Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])) return ImageFormat.Jpeg;
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])) return ImageFormat.Png;
        if (head.Length < 12) return null;
        if (head.StartsWith("RIFF"u8) && head.Slice(8, 4).SequenceEqual("WEBP"u8)) return ImageFormat.WebP;
        return head.Slice(4, 4).SequenceEqual("ftyp"u8) && HasHeifBrand(head) ? ImageFormat.Heic : null;
    }

    // An AVIF file may list mif1 as compatible, so its own major brand decides first.
    private static bool HasHeifBrand(ReadOnlySpan<byte> head)
    {
        if (head.Slice(8, 4).StartsWith("avi"u8)) return false;
        int end = (int)Math.Min(head.Length, BinaryPrimitives.ReadUInt32BigEndian(head));
        for (int at = 8; at + 4 <= end; at += 4)
        {
            foreach (string brand in s_heifBrands)
            {
                if (Matches(head.Slice(at, 4), brand)) return true;
            }
        }

        return false;
    }

    private static bool Matches(ReadOnlySpan<byte> bytes, string brand)
    {
        for (int i = 0; i < brand.Length; i++)
        {
            if (bytes[i] != brand[i]) return false;
        }

        return true;
    }
}

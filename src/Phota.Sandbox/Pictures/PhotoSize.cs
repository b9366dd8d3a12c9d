using System.Buffers.Binary;
using Phota.Sandbox.Http;
using StbImageSharp;

namespace Phota.Sandbox.Pictures;

/// <summary>Width and height as a viewer would show the photo, from its header alone.</summary>
internal static class PhotoSize
{
    public static (int Width, int Height)? Of(ReadOnlySpan<byte> photo)
    {
        (int Width, int Height)? size = ImageFormat.Of(photo) switch
        {
            ImageFormat.Jpeg or ImageFormat.Png => OfStb(photo.ToArray()),
            ImageFormat.WebP => OfWebP(photo),
            ImageFormat.Heic => OfHeic(photo),
            _ => null,
        };
        return size is { Width: > 0, Height: > 0 } ? size : null;
    }

    private static (int Width, int Height)? OfStb(byte[] photo)
    {
        try
        {
            using var stream = new MemoryStream(photo);
            if (ImageInfo.FromStream(stream) is not { } info)
                return null;
            return Orientation.IsSideways(Orientation.Of(photo)) ? (info.Height, info.Width) : (info.Width, info.Height);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static (int Width, int Height)? OfWebP(ReadOnlySpan<byte> webp)
    {
        if (webp.Length < 30)
            return null;

        ReadOnlySpan<byte> kind = webp[12..16], data = webp[20..];
        if (kind.SequenceEqual("VP8X"u8))
            return (1 + (Little32(data[4..]) & 0xFFFFFF), 1 + (Little32(data[6..]) >>> 8));
        if (kind.SequenceEqual("VP8L"u8))
            return (1 + (Little32(data[1..]) & 0x3FFF), 1 + ((Little32(data[1..]) >> 14) & 0x3FFF));
        return kind.SequenceEqual("VP8 "u8) ? (Little32(data[6..]) & 0x3FFF, (Little32(data[6..]) >> 16) & 0x3FFF) : null;
    }

    private static (int Width, int Height)? OfHeic(ReadOnlySpan<byte> heic)
    {
        // Each "ispe" property tells a size: of the tiles, the thumbnail and the whole, which is the largest.
        (int Width, int Height) largest = default;
        ReadOnlySpan<byte> rest = heic;
        for (int at = rest.IndexOf("ispe"u8); at >= 0 && rest.Length >= at + 16; at = rest.IndexOf("ispe"u8))
        {
            int width = BinaryPrimitives.ReadInt32BigEndian(rest[(at + 8)..]);
            int height = BinaryPrimitives.ReadInt32BigEndian(rest[(at + 12)..]);
            if ((long)width * height > (long)largest.Width * largest.Height)
                largest = (width, height);
            rest = rest[(at + 4)..];
        }

        int turn = heic.IndexOf("irot"u8);
        bool isSideways = turn >= 0 && heic.Length > turn + 4 && (heic[turn + 4] & 1) == 1;
        return isSideways ? (largest.Height, largest.Width) : largest;
    }

    private static int Little32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes);
}

using System.Buffers.Binary;

namespace Phota;

/// <summary>Reads width and height from an image's header; the service reports neither.</summary>
internal static class PixelSize
{
    // Real files have some dozens; a file of nothing but segments would be read for minutes.
    private const int MaxSegments = 2000;

    public static (int Width, int Height)? Read(Stream image, ImageFormat format)
    {
        (int Width, int Height)? size = format switch
        {
            ImageFormat.Png => ReadPng(image),
            ImageFormat.Jpeg => ReadJpeg(image),
            _ => null,
        };
        return size is { Width: > 0, Height: > 0 } ? size : null;
    }

    private static (int Width, int Height)? ReadPng(Stream image)
    {
        byte[] head = new byte[24];
        if (image.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length) return null;
        return (BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(20)));
    }

    private static (int Width, int Height)? ReadJpeg(Stream image)
    {
        image.Seek(2, SeekOrigin.Begin);
        byte[] segment = new byte[9];
        for (int i = 0; i < MaxSegments; i++)
        {
            if (image.ReadAtLeast(segment, segment.Length, throwOnEndOfStream: false) < segment.Length || segment[0] != 0xFF) return null;
            if (IsFrameHeader(segment[1]))
            {
                return (BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(7)),
                    BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(5)));
            }

            image.Seek(BinaryPrimitives.ReadUInt16BigEndian(segment.AsSpan(2)) + 2 - segment.Length, SeekOrigin.Current);
        }

        return null;
    }

    // C4, C8 and CC lie in the range of the frame headers but are tables and extensions.
    private static bool IsFrameHeader(byte marker) => marker is >= 0xC0 and <= 0xCF and not 0xC4 and not 0xC8 and not 0xCC;
}

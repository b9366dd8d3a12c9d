using System.Buffers.Binary;

namespace Phota.Benchmarks;

/// <summary>Files with a true image header and noise behind it: nothing here reads further, and noise does not compress.</summary>
internal static class SampleImage
{
    public static byte[] Jpeg(int length) => Fill(
        [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xFF, 0xC0, 0, 11, 8, 0x06, 0, 0x08, 0, 1, 1, 0x11, 0], length);

    public static byte[] Png(int length)
    {
        byte[] head = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(16), 4096);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(20), 3072);
        return Fill(head, length);
    }

    private static byte[] Fill(byte[] head, int length)
    {
        byte[] image = new byte[length];
        new Random(1).NextBytes(image);
        head.CopyTo(image, 0);
        return image;
    }
}

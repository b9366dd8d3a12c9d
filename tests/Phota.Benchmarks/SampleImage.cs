using System.Buffers.Binary;
using System.Text;

namespace Phota.Benchmarks;

/// <summary>Files with the structure of an image and noise for its pixels: nothing here decodes them, and noise does not compress.</summary>
internal static class SampleImage
{
    private static readonly byte[] s_exif = [.. "Exif\0\0"u8, .. Tiff("Bench camera\0"u8, "2026:05:01 12:00:00\0"u8)];

    public static byte[] Jpeg(int length)
    {
        byte[] head =
        [
            0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0,
            0xFF, 0xE1, 0, (byte)(s_exif.Length + 2), .. s_exif,
            0xFF, 0xC0, 0, 11, 8, 0x06, 0, 0x08, 0, 1, 1, 0x11, 0,
            0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0,
        ];
        byte[] image = Fill(head, length, [0xFF, 0xD9]);
        // After the start of the scan only markers begin with this byte.
        image.AsSpan(head.Length, length - head.Length - 2).Replace((byte)0xFF, (byte)0xFE);
        return image;
    }

    public static byte[] Png(int length)
    {
        byte[] head = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 16, 0, 0, 0, 12, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. "IDAT"u8];
        byte[] tail = [0, 0, 0, 0, 0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82];
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(33), length - head.Length - tail.Length);
        return Fill(head, length, tail);
    }

    private static byte[] Fill(byte[] head, int length, byte[] tail)
    {
        byte[] image = new byte[length];
        new Random(1).NextBytes(image);
        head.CopyTo(image, 0);
        tail.CopyTo(image, length - tail.Length);
        return image;
    }

    // The make of the camera and the date, in one directory.
    private static byte[] Tiff(ReadOnlySpan<byte> make, ReadOnlySpan<byte> date)
    {
        const int Ascii = 2, Start = 8, Entries = 2, End = Start + 2 + (Entries * 12) + 4;
        byte[] block = new byte[End + make.Length + date.Length];
        Encoding.ASCII.GetBytes("II*\0").CopyTo(block, 0);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), Start);
        BinaryPrimitives.WriteInt16LittleEndian(block.AsSpan(Start), Entries);
        Put(Start + 2, 0x010F, make.Length, End);
        Put(Start + 14, 0x0132, date.Length, End + make.Length);
        make.CopyTo(block.AsSpan(End));
        date.CopyTo(block.AsSpan(End + make.Length));
        return block;

        void Put(int at, short tag, int count, int offset)
        {
            BinaryPrimitives.WriteInt16LittleEndian(block.AsSpan(at), tag);
            BinaryPrimitives.WriteInt16LittleEndian(block.AsSpan(at + 2), Ascii);
            BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(at + 4), count);
            BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(at + 8), offset);
        }
    }
}

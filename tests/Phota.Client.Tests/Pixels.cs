namespace Phota.Tests;

/// <summary>Images for tests: real files of any size in bytes, made on the spot.</summary>
internal static class Pixels
{
    /// <summary>A one-pixel PNG, followed by as many bytes as it takes to be <paramref name="length"/> long.</summary>
    public static byte[] Png(int length = 0)
    {
        using MemoryStream file = new();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(file, "IHDR"u8, [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
        // One grey pixel: a zlib stream of one stored block with the bytes 0 and 128.
        Chunk(file, "IDAT"u8, [0x78, 0x01, 0x01, 0x02, 0x00, 0xFD, 0xFF, 0x00, 0x80, 0x00, 0x82, 0x00, 0x81]);
        Chunk(file, "IEND"u8, []);
        if (file.Length < length)
        {
            byte[] tail = new byte[length - file.Length];
            new Random(7).NextBytes(tail);
            file.Write(tail);
        }

        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> name, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. name, .. data];
        file.Write(body);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }
}

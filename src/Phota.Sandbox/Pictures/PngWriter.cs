using System.Buffers.Binary;
using System.IO.Compression;

namespace Phota.Sandbox.Pictures;

internal static class PngWriter
{
    /// <summary>Signature and IHDR chunk; a chunk may be inserted from here on.</summary>
    public const int HeadLength = 8 + 25;

    private static readonly byte[] s_signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
    private static readonly uint[] s_crcTable = [.. Enumerable.Range(0, 256).Select(n => CrcOf((uint)n))];

    public static byte[] Write(Raster raster)
    {
        using var png = new MemoryStream();
        png.Write(s_signature);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, raster.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), raster.Height);
        header[8] = 8;
        header[9] = 2;
        png.Write(Chunk("IHDR"u8, header));
        png.Write(Chunk("IDAT"u8, Compress(raster)));
        png.Write(Chunk("IEND"u8, []));
        return png.ToArray();
    }

    public static byte[] Chunk(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        byte[] chunk = new byte[12 + data.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(8 + data.Length), Crc(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    private static byte[] Compress(Raster raster)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest))
        {
            byte[] line = new byte[1 + (raster.Width * 3)];
            line[0] = 1;
            for (int y = 0; y < raster.Height; y++)
            {
                Span<byte> row = raster.Row(y);
                row[..3].CopyTo(line.AsSpan(1));
                for (int i = 3; i < row.Length; i++)
                    line[i + 1] = (byte)(row[i] - row[i - 3]);
                zlib.Write(line);
            }
        }

        return compressed.ToArray();
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
            crc = s_crcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint CrcOf(uint value)
    {
        for (int bit = 0; bit < 8; bit++)
            value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        return value;
    }
}

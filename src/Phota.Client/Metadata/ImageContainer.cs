using System.Buffers.Binary;
using System.Text;

namespace Phota;

/// <summary>One segment of a JPEG file or one chunk of a PNG file.</summary>
/// <param name="Type">A JPEG marker's second byte as two hex digits, or a PNG chunk's name.</param>
/// <param name="Start">Where it starts in the file.</param>
/// <param name="Data">Where its data starts.</param>
/// <param name="Length">How long its data is.</param>
/// <param name="End">Where the next one starts.</param>
internal readonly record struct ImagePart(string Type, long Start, long Data, int Length, long End);

/// <summary>Walks through the parts of image files by their headers; of the data it reads only what it is asked for.</summary>
internal static class ImageContainer
{
    /// <summary>No block of metadata is larger; an image of that size in one would be no metadata any more.</summary>
    public const int MaxBlock = 16 * 1024 * 1024;

    private const int MaxSegments = 2000;
    private const int MaxChunks = 200_000;
    private const int MaxBoxes = 2000;

    /// <summary>A JPEG file's segments before its first scan. The last one is that scan, of unknown length.</summary>
    public static IEnumerable<ImagePart> JpegSegments(Stream file)
    {
        long at = 2;
        for (int i = 0; i < MaxSegments; i++)
        {
            byte[] head = ReadAt(file, at, 2);
            if (head[0] != 0xFF) throw Bad("JPEG marker");
            byte marker = head[1];
            if (marker == 0xFF)
            {
                at++;
                continue;
            }

            if (marker is 0xDA or 0xD9)
            {
                yield return new(marker.ToString("X2", null), at, at, 0, file.Length);
                yield break;
            }

            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
            {
                at += 2;
                continue;
            }

            int length = BinaryPrimitives.ReadUInt16BigEndian(ReadAt(file, at + 2, 2));
            if (length < 2 || at + 2 + length > file.Length) throw Bad("JPEG segment");
            yield return new(marker.ToString("X2", null), at, at + 4, length - 2, at + 2 + length);
            at += 2 + length;
        }

        throw Bad("number of JPEG segments");
    }

    /// <summary>All chunks of a PNG file, up to and with its IEND.</summary>
    public static IEnumerable<ImagePart> PngChunks(Stream file)
    {
        long at = 8;
        for (int i = 0; i < MaxChunks; i++)
        {
            byte[] head = ReadAt(file, at, 8);
            uint length = BinaryPrimitives.ReadUInt32BigEndian(head);
            if (length > int.MaxValue || at + 12 + length > file.Length) throw Bad("PNG chunk");
            ImagePart chunk = new(Encoding.ASCII.GetString(head, 4, 4), at, at + 8, (int)length, at + 12 + length);
            yield return chunk;
            if (chunk.Type == "IEND") yield break;
            at = chunk.End;
        }

        throw Bad("number of PNG chunks");
    }

    /// <summary>The chunks of a RIFF file.</summary>
    public static IEnumerable<ImagePart> RiffChunks(Stream file)
    {
        long at = 12;
        for (int i = 0; i < MaxChunks && at + 8 <= file.Length; i++)
        {
            byte[] head = ReadAt(file, at, 8);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
            if (length > int.MaxValue || at + 8 + length > file.Length) throw Bad("RIFF chunk");
            ImagePart chunk = new(Encoding.ASCII.GetString(head, 0, 4), at, at + 8, (int)length, at + 8 + length + (length & 1));
            yield return chunk;
            at = chunk.End;
        }
    }

    /// <summary>The boxes of an ISO base media file, or inside one of its boxes.</summary>
    public static IEnumerable<ImagePart> Boxes(Stream file, long start, long end)
    {
        long at = start;
        for (int i = 0; at + 8 <= end; i++)
        {
            if (i == MaxBoxes) throw Bad("number of boxes");
            byte[] head = ReadAt(file, at, 8);
            long size = BinaryPrimitives.ReadUInt32BigEndian(head);
            int headSize = 8;
            if (size == 1)
            {
                ulong large = BinaryPrimitives.ReadUInt64BigEndian(ReadAt(file, at + 8, 8));
                size = large > long.MaxValue ? -1 : (long)large;
                headSize = 16;
            }
            else if (size == 0)
            {
                size = end - at;
            }

            if (size < headSize || size > end - at) throw Bad("box");
            long length = size - headSize;
            yield return new(Latin1(head.AsSpan(4, 4)), at, at + headSize, (int)Math.Min(length, int.MaxValue), at + size);
            at += size;
        }
    }

    /// <summary>Reads a part's data, or its beginning.</summary>
    public static byte[] Read(Stream file, ImagePart part, int most = MaxBlock) => ReadAt(file, part.Data, Math.Min(part.Length, most));

    /// <summary>Reads just so many bytes.</summary>
    /// <exception cref="InvalidDataException">There are fewer, or it would be more than any block of metadata has.</exception>
    public static byte[] ReadAt(Stream file, long offset, long length)
    {
        if (offset < 0 || length < 0 || length > MaxBlock || offset > file.Length - length) throw Bad("length");
        byte[] bytes = new byte[length];
        file.Seek(offset, SeekOrigin.Begin);
        return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length ? bytes : throw Bad("length");
    }

    /// <summary>Each byte as the character of that number.</summary>
    public static string Latin1(ReadOnlySpan<byte> bytes)
    {
        char[] text = new char[bytes.Length];
        for (int i = 0; i < text.Length; i++) text[i] = (char)bytes[i];
        return new string(text);
    }

    public static InvalidDataException Bad(string what) => new($"its metadata is damaged: a {what} is wrong");
}

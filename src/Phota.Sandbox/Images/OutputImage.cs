using System.Buffers.Binary;
using System.IO.Compression;
using StbImageWriteSharp;

namespace Phota.Sandbox.Images;

/// <summary>An output format: how it is encoded, and where its comment goes.</summary>
internal sealed record OutputFormat(string Extension, string MediaType, int CommentAt, Func<Pixels, byte[]> Encode, Func<string, byte[]> Comment)
{
    // After SOI and the APP0 segment, which JFIF wants first.
    public static OutputFormat Jpg { get; } = new("jpg", "image/jpeg", 2 + 18, EncodeJpeg, JpegComment);

    // After the signature and the IHDR chunk.
    public static OutputFormat Png { get; } = new("png", "image/png", 8 + 25, EncodePng, text => Chunk("tEXt", Encoding.ASCII.GetBytes("Comment\0" + text)));

    private const int JpegQuality = 88;

    public static OutputFormat Of(string name) => name == Png.Extension ? Png : Jpg;

    /// <summary>The image with a comment that makes its bytes unique.</summary>
    public OutputImage Mark(byte[] encoded, string comment, string name = "") => new(name, MediaType, encoded, Comment(comment), CommentAt);

    private static byte[] EncodeJpeg(Pixels pixels)
    {
        using var jpeg = new MemoryStream();
        new ImageWriter().WriteJpg(pixels.Rgb, pixels.Width, pixels.Height, ColorComponents.RedGreenBlue, jpeg, JpegQuality);
        return jpeg.ToArray();
    }

    private static byte[] JpegComment(string text)
    {
        byte[] segment = [0xFF, 0xFE, 0, 0, .. Encoding.ASCII.GetBytes(text)];
        BinaryPrimitives.WriteUInt16BigEndian(segment.AsSpan(2), (ushort)(segment.Length - 2));
        return segment;
    }

    // StbImageWriteSharp compresses PNG in managed code: seconds for a 4K image, where zlib takes a fraction of one.
    private static byte[] EncodePng(Pixels pixels)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, pixels.Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), pixels.Height);
        (header[8], header[9]) = (8, 2);
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest))
        {
            byte[] filtered = new byte[pixels.Width * 3];
            for (int y = 0; y < pixels.Height; y++)
            {
                // Filter 1: each byte as the difference to the pixel on its left.
                ReadOnlySpan<byte> row = pixels.Rgb.AsSpan(y * filtered.Length, filtered.Length);
                for (int i = 0; i < row.Length; i++)
                    filtered[i] = i < 3 ? row[i] : (byte)(row[i] - row[i - 3]);
                zlib.WriteByte(1);
                zlib.Write(filtered);
            }
        }

        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", header), .. Chunk("IDAT", data.ToArray()), .. Chunk("IEND", [])];
    }

    private static byte[] Chunk(string type, byte[] data)
    {
        byte[] chunk = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(type), .. data, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(chunk.AsSpan(4, 4 + data.Length)));
        return chunk;
    }

    private static readonly uint[] s_crcTable = [.. Enumerable.Range(0, 256).Select(n => Enumerable.Range(0, 8)
        .Aggregate((uint)n, (value, _) => (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1))];

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
            crc = s_crcTable[(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }
}

/// <summary>An output: encoded pixels, which images that look the same share, and a comment, which makes its bytes unique.</summary>
internal sealed record OutputImage(string Name, string MediaType, byte[] Encoded, byte[] Comment, int CommentAt)
{
    public long Length => Encoded.LongLength + Comment.Length;
    public byte[] ToArray() => [.. Encoded.AsSpan(0, CommentAt), .. Comment, .. Encoded.AsSpan(CommentAt)];
}

internal sealed record StoredImage(string MediaType, OutputImage? Image, string? File)
{
    public byte[] Read() => Image?.ToArray() ?? System.IO.File.ReadAllBytes(File!);
}

/// <summary>The images behind download URLs: in memory up to a budget, the rest on disk.</summary>
internal sealed class ImageStore(long memoryBudget = ImageStore.DefaultBudget) : IDisposable
{
    private const long DefaultBudget = 256 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, StoredImage> _images = new();
    private readonly HashSet<byte[]> _inMemory = [];
    private DirectoryInfo? _directory;
    private long _used;
    private bool _isDisposed;

    public StoredImage? Find(string name) => _images.GetValueOrDefault(name);

    public void Add(OutputImage image)
    {
        lock (_inMemory)
        {
            // A late request of a state that was reset.
            if (_isDisposed)
                return;

            string? file = null;
            if (!_inMemory.Contains(image.Encoded) && _used + image.Length > memoryBudget)
            {
                _directory ??= Directory.CreateTempSubdirectory("phota-sandbox-");
                file = Path.Combine(_directory.FullName, $"{_images.Count:D8}");
                File.WriteAllBytes(file, image.ToArray());
            }
            else if (_inMemory.Add(image.Encoded))
            {
                _used += image.Length;
            }

            _images[image.Name] = new StoredImage(image.MediaType, file is null ? image : null, file);
        }
    }

    public void Dispose()
    {
        lock (_inMemory)
        {
            _isDisposed = true;
            _images.Clear();
            _directory?.Delete(recursive: true);
            _directory = null;
        }
    }
}

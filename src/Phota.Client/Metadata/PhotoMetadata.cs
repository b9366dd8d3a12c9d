using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Phota;

/// <summary>The metadata blocks of an image file, as they are in it; nothing in them has been looked at.</summary>
internal sealed record PhotoMetadata
{
    public const string ExifHeader = "Exif\0\0";
    public const string XmpHeader = "http://ns.adobe.com/xap/1.0/\0";
    public const string ExtendedXmpHeader = "http://ns.adobe.com/xmp/extension/\0";
    public const string PhotoshopHeader = "Photoshop 3.0\0";
    public const string PngXmpKeyword = "XML:com.adobe.xmp\0";
    private const int IptcResource = 0x0404;
    private const int MaxItems = 20_000;
    private const int MaxExtents = 1000;

    /// <summary>A TIFF structure, without what stands before it in the file.</summary>
    public byte[]? Exif { get; init; }

    /// <summary>An XMP packet.</summary>
    public byte[]? Xmp { get; init; }

    /// <summary>A second XMP packet that holds what had no room in the first.</summary>
    public byte[]? ExtendedXmp { get; init; }

    /// <summary>IPTC-IIM datasets.</summary>
    public byte[]? Iptc { get; init; }

    /// <summary>Whether a signed manifest covers the file's bytes (C2PA), so that nothing in it may be changed.</summary>
    public bool HasContentCredentials { get; init; }

    /// <summary>Whether the image has a colour profile of its own.</summary>
    public bool HasColorProfile { get; init; }

    /// <summary>Reads the blocks of a photo; one of another kind has none.</summary>
    /// <param name="path">Its file.</param>
    /// <exception cref="InvalidDataException">The file's structure is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PhotoMetadata Read(string path)
    {
        using FileStream file = RegularFile.OpenRead(path);
        byte[] head = new byte[ImageSignature.Length];
        int read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        return ImageSignature.Detect(head.AsSpan(0, read)) is { } format ? Read(file, format) : new();
    }

    /// <summary>Reads the blocks of an image without decoding it.</summary>
    /// <param name="file">The image; it must be seekable.</param>
    /// <param name="format">Its format.</param>
    /// <exception cref="InvalidDataException">The file's structure is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PhotoMetadata Read(Stream file, ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => ReadJpeg(file),
        ImageFormat.Png => ReadPng(file),
        ImageFormat.WebP => ReadWebP(file),
        _ => ReadHeic(file),
    };

    private static PhotoMetadata ReadJpeg(Stream file)
    {
        PhotoMetadata found = new();
        ExtendedXmp extended = new();
        MemoryStream resources = new();
        foreach (ImagePart segment in ImageContainer.JpegSegments(file))
        {
            switch (segment.Type)
            {
                case "E1":
                    byte[] app1 = ImageContainer.Read(file, segment);
                    if (StartsWith(app1, ExifHeader)) found = found with { Exif = found.Exif ?? After(app1, ExifHeader) };
                    else if (StartsWith(app1, XmpHeader)) found = found with { Xmp = found.Xmp ?? After(app1, XmpHeader) };
                    else if (StartsWith(app1, ExtendedXmpHeader)) extended.Add(After(app1, ExtendedXmpHeader));
                    break;
                case "E2" when StartsWith(ImageContainer.Read(file, segment, 12), "ICC_PROFILE\0"):
                    found = found with { HasColorProfile = true };
                    break;
                case "EB" when IsJumbf(ImageContainer.Read(file, segment, 4)):
                    found = found with { HasContentCredentials = true };
                    break;
                case "ED":
                    byte[] app13 = ImageContainer.Read(file, segment);
                    if (StartsWith(app13, PhotoshopHeader) && resources.Length < ImageContainer.MaxBlock) resources.Write(app13, PhotoshopHeader.Length, app13.Length - PhotoshopHeader.Length);
                    break;
            }
        }

        return found with { ExtendedXmp = extended.Whole(), Iptc = FindIptc(resources.ToArray()) };
    }

    private static PhotoMetadata ReadPng(Stream file)
    {
        PhotoMetadata found = new();
        foreach (ImagePart chunk in ImageContainer.PngChunks(file))
        {
            switch (chunk.Type)
            {
                case "eXIf":
                    byte[] exif = ImageContainer.Read(file, chunk);
                    found = found with { Exif = StartsWith(exif, ExifHeader) ? After(exif, ExifHeader) : exif };
                    break;
                case "iTXt" when found.Xmp is null && ReadPngXmp(ImageContainer.Read(file, chunk)) is { } xmp:
                    found = found with { Xmp = xmp };
                    break;
                case "iCCP":
                    found = found with { HasColorProfile = true };
                    break;
                case "caBX":
                    found = found with { HasContentCredentials = true };
                    break;
            }
        }

        return found;
    }

    private static PhotoMetadata ReadWebP(Stream file)
    {
        PhotoMetadata found = new();
        foreach (ImagePart chunk in ImageContainer.RiffChunks(file))
        {
            if (chunk.Type == "EXIF")
            {
                byte[] exif = ImageContainer.Read(file, chunk);
                found = found with { Exif = StartsWith(exif, ExifHeader) ? After(exif, ExifHeader) : exif };
            }
            else if (chunk.Type == "XMP ")
            {
                found = found with { Xmp = ImageContainer.Read(file, chunk) };
            }
        }

        return found;
    }

    private static PhotoMetadata ReadHeic(Stream file)
    {
        PhotoMetadata found = new();
        ImagePart meta = ImageContainer.Boxes(file, 0, file.Length).FirstOrDefault(box => box.Type == "meta");
        if (meta.Type is null) return found;

        MemoryStream body = new(ImageContainer.Read(file, meta));
        Dictionary<string, ImagePart> boxes = [];
        foreach (ImagePart box in ImageContainer.Boxes(body, 4, body.Length)) boxes[box.Type] = box;
        if (!boxes.TryGetValue("iinf", out ImagePart info) || !boxes.TryGetValue("iloc", out ImagePart location)) return found;
        boxes.TryGetValue("idat", out ImagePart data);

        (uint? exifId, uint? xmpId) = FindItems(body, info);
        foreach ((uint id, byte[] item) in ReadItems(file, ImageContainer.Read(body, location), body, data, [exifId, xmpId]))
        {
            if (id == xmpId) found = found with { Xmp = item };
            else if (item.Length > 4)
            {
                // The TIFF structure begins so many bytes after this number.
                uint skip = BinaryPrimitives.ReadUInt32BigEndian(item);
                if (skip > item.Length - 4) throw ImageContainer.Bad("TIFF offset");
                byte[] exif = item.AsSpan(4 + (int)skip).ToArray();
                found = found with { Exif = StartsWith(exif, ExifHeader) ? After(exif, ExifHeader) : exif };
            }
        }

        return found;
    }

    // Where there are several, those of the primary image come first.
    private static (uint? Exif, uint? Xmp) FindItems(Stream meta, ImagePart info)
    {
        byte[] head = ImageContainer.Read(meta, info, 8);
        uint? exif = null, xmp = null;
        if (head.Length < 6) throw ImageContainer.Bad("item list");
        foreach (ImagePart box in ImageContainer.Boxes(meta, info.Data + (head[0] == 0 ? 6 : 8), info.End))
        {
            if (box.Type != "infe") continue;
            byte[] entry = ImageContainer.Read(meta, box, 1024);
            int idSize = entry.Length > 0 && entry[0] >= 3 ? 4 : 2;
            if (entry.Length < 4 + idSize + 2 + 4 || entry[0] < 2) continue;
            uint id = idSize == 4 ? BinaryPrimitives.ReadUInt32BigEndian(entry.AsSpan(4)) : BinaryPrimitives.ReadUInt16BigEndian(entry.AsSpan(4));
            string type = ImageContainer.Latin1(entry.AsSpan(4 + idSize + 2, 4));
            string[] names = ImageContainer.Latin1(entry.AsSpan(4 + idSize + 6)).Split('\0');
            if (type == "Exif") exif ??= id;
            else if (type == "mime" && names.Length > 1 && names[1] == "application/rdf+xml") xmp ??= id;
        }

        return (exif, xmp);
    }

    private static IEnumerable<(uint Id, byte[] Item)> ReadItems(Stream file, byte[] location, Stream meta, ImagePart data, HashSet<uint?> wanted)
    {
        BigEndianReader reader = new(location);
        int version = (int)reader.Next(1);
        reader.Next(3);
        int sizes = (int)reader.Next(2);
        int offsetSize = sizes >> 12, lengthSize = (sizes >> 8) & 15, baseSize = (sizes >> 4) & 15, indexSize = version == 0 ? 0 : sizes & 15;
        long count = reader.Next(version < 2 ? 2 : 4);
        if (count > MaxItems) throw ImageContainer.Bad("number of items");
        for (long i = 0; i < count; i++)
        {
            uint id = (uint)reader.Next(version < 2 ? 2 : 4);
            int method = version == 0 ? 0 : (int)reader.Next(2) & 15;
            reader.Next(2);
            long start = reader.Next(baseSize);
            int extents = (int)reader.Next(2);
            if (extents > MaxExtents) throw ImageContainer.Bad("number of extents");
            bool isRead = wanted.Remove(id) && method <= 1;
            MemoryStream item = new();
            for (int e = 0; e < extents; e++)
            {
                reader.Next(indexSize);
                long offset = reader.Next(offsetSize);
                long length = reader.Next(lengthSize);
                if (!isRead) continue;
                if (item.Length + length > ImageContainer.MaxBlock) throw ImageContainer.Bad("item length");
                byte[] part = method == 0
                    ? ImageContainer.ReadAt(file, checked(start + offset), length)
                    : ImageContainer.ReadAt(meta, data.Type is null || start + offset + length > data.Length ? -1 : data.Data + start + offset, length);
                item.Write(part, 0, part.Length);
            }

            if (isRead) yield return (id, item.ToArray());
        }
    }

    private static byte[]? ReadPngXmp(byte[] chunk)
    {
        if (!StartsWith(chunk, PngXmpKeyword) || chunk.Length < PngXmpKeyword.Length + 2) return null;
        bool isCompressed = chunk[PngXmpKeyword.Length] == 1;
        int at = PngXmpKeyword.Length + 2;
        for (int i = 0; i < 2; i++)
        {
            int end = Array.IndexOf(chunk, (byte)0, at);
            if (end < 0) throw ImageContainer.Bad("PNG text");
            at = end + 1;
        }

        return isCompressed ? Inflate(chunk, at) : chunk.AsSpan(at).ToArray();
    }

    private static byte[] Inflate(byte[] bytes, int at)
    {
        // .NET Framework knows no zlib streams, so the two bytes before the deflate stream are passed over.
        if (bytes.Length < at + 2) throw ImageContainer.Bad("compressed PNG text");
        using DeflateStream inflated = new(new MemoryStream(bytes, at + 2, bytes.Length - at - 2), CompressionMode.Decompress);
        MemoryStream text = new();
        byte[] block = new byte[16 * 1024];
        for (int read; (read = inflated.Read(block, 0, block.Length)) > 0;)
        {
            if (text.Length + read > ImageContainer.MaxBlock) throw ImageContainer.Bad("compressed PNG text");
            text.Write(block, 0, read);
        }

        return text.ToArray();
    }

    private static byte[]? FindIptc(byte[] resources)
    {
        int at = 0;
        while (at + 12 <= resources.Length && resources.AsSpan(at, 4).SequenceEqual("8BIM"u8))
        {
            int id = BinaryPrimitives.ReadUInt16BigEndian(resources.AsSpan(at + 4));
            int nameLength = 1 + resources[at + 6];
            long data = (long)at + 6 + nameLength + (nameLength & 1) + 4;
            if (data > resources.Length) return null;
            uint length = BinaryPrimitives.ReadUInt32BigEndian(resources.AsSpan((int)data - 4));
            if (length > resources.Length - data) return null;
            if (id == IptcResource) return resources.AsSpan((int)data, (int)length).ToArray();
            long next = data + length + (length & 1);
            if (next > resources.Length) return null;
            at = (int)next;
        }

        return null;
    }

    // The box of a C2PA manifest lies in segments that begin with "JP", whatever else the boxes hold.
    private static bool IsJumbf(byte[] head) => head.Length >= 2 && head[0] == 'J' && head[1] == 'P';

    private static bool StartsWith(byte[] bytes, string text) =>
        bytes.Length >= text.Length && ImageContainer.Latin1(bytes.AsSpan(0, text.Length)) == text;

    private static byte[] After(byte[] bytes, string text) => bytes.AsSpan(text.Length).ToArray();

    private struct BigEndianReader(byte[] bytes)
    {
        private int _at;

        public long Next(int size)
        {
            if (size is not (0 or 1 or 2 or 3 or 4 or 8) || _at > bytes.Length - size) throw ImageContainer.Bad("item location");
            ulong value = 0;
            for (int i = 0; i < size; i++) value = (value << 8) | bytes[_at++];
            return value <= ImageContainer.MaxBlock * 1024L * 1024 ? (long)value : throw ImageContainer.Bad("item location");
        }
    }
}

/// <summary>Puts the pieces of an extended XMP packet together.</summary>
internal sealed class ExtendedXmp
{
    private const int HeadLength = 32 + 8;

    private string? _id;
    private byte[]? _bytes;
    private long _filled;

    public void Add(byte[] piece)
    {
        if (piece.Length < HeadLength) return;
        string id = ImageContainer.Latin1(piece.AsSpan(0, 32));
        uint total = BinaryPrimitives.ReadUInt32BigEndian(piece.AsSpan(32));
        uint offset = BinaryPrimitives.ReadUInt32BigEndian(piece.AsSpan(36));
        int length = piece.Length - HeadLength;
        if (total > ImageContainer.MaxBlock) throw ImageContainer.Bad("length of the extended XMP");
        if (_bytes is null) (_id, _bytes) = (id, new byte[total]);
        if (id != _id || _bytes.Length != total || offset + (long)length > total) return;
        piece.AsSpan(HeadLength).CopyTo(_bytes.AsSpan((int)offset));
        _filled += length;
    }

    /// <summary>The packet; null when it is missing or incomplete.</summary>
    public byte[]? Whole() => _bytes is not null && _filled >= _bytes.Length ? _bytes : null;

    /// <summary>Cuts a packet into segments, each with its header.</summary>
    public static IEnumerable<byte[]> Cut(byte[] packet, string id)
    {
        const int MaxPiece = 65000;
        for (int at = 0; at < packet.Length; at += MaxPiece)
        {
            int length = Math.Min(MaxPiece, packet.Length - at);
            byte[] head = Encoding.ASCII.GetBytes(PhotoMetadata.ExtendedXmpHeader + id);
            byte[] piece = new byte[head.Length + 8 + length];
            head.CopyTo(piece, 0);
            BinaryPrimitives.WriteUInt32BigEndian(piece.AsSpan(head.Length), (uint)packet.Length);
            BinaryPrimitives.WriteUInt32BigEndian(piece.AsSpan(head.Length + 4), (uint)at);
            packet.AsSpan(at, length).CopyTo(piece.AsSpan(head.Length + 8));
            yield return piece;
        }
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Phota.Tests.Metadata;

/// <summary>Small photos with metadata, made by code: their pixels are nothing that a decoder would take.</summary>
internal static class Samples
{
    public const string Xmp =
        "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
        + "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:tiff=\"http://ns.adobe.com/tiff/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
        + "xmlns:crs=\"http://ns.adobe.com/camera-raw-settings/1.0/\" xmp:Rating=\"4\" xmp:CreatorTool=\"Camera\" tiff:Orientation=\"6\" tiff:ImageWidth=\"4000\" crs:Exposure2012=\"+1.00\">"
        + "<dc:subject><rdf:Bag><rdf:li>harbour</rdf:li><rdf:li>dog</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";

    /// <summary>A TIFF structure: make, orientation, a date, a maker note, a place, and a second directory with a thumbnail.</summary>
    public static byte[] Tiff(bool isBigEndian = true)
    {
        const int Image = 8, Photo = 100, Gps = 200, Thumbnail = 300, Values = 400;
        byte[] tiff = new byte[600];
        Encoding.ASCII.GetBytes(isBigEndian ? "MM" : "II").CopyTo(tiff, 0);
        U16(2, 42);
        U32(4, Image);
        Text(Values, "Acme Cameras\0");
        Text(Values + 20, "2026:07:14 18:30:00\0");
        Text(Values + 40, "NOTE of the maker");
        for (int i = 0; i < 6; i++) U32(Values + 60 + 4 * i, i % 2 == 0 ? 10 + i : 1);
        Directory(Image, Thumbnail, (0x010F, 2, 13, Values), (0x0112, 3, 1, isBigEndian ? 6 << 16 : 6), (0x8769, 4, 1, Photo), (0x8825, 4, 1, Gps));
        Directory(Photo, 0, (0x9003, 2, 20, Values + 20), (0x927C, 7, 17, Values + 40), (0xA002, 4, 1, 4000), (0xA003, 4, 1, 3000));
        Directory(Gps, 0, (0x0001, 2, 2, isBigEndian ? 'N' << 24 : 'N'), (0x0002, 5, 3, Values + 60));
        Directory(Thumbnail, 0, (0x0201, 4, 1, 500), (0x0202, 4, 1, 50));
        return tiff;

        void U16(int at, int value)
        {
            if (isBigEndian) BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(at), (ushort)value);
            else BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at), (ushort)value);
        }

        void U32(int at, int value)
        {
            if (isBigEndian) BinaryPrimitives.WriteInt32BigEndian(tiff.AsSpan(at), value);
            else BinaryPrimitives.WriteInt32LittleEndian(tiff.AsSpan(at), value);
        }

        void Text(int at, string text) => Encoding.ASCII.GetBytes(text).CopyTo(tiff, at);

        void Directory(int at, int next, params (int Tag, int Type, int Count, int Value)[] entries)
        {
            U16(at, entries.Length);
            for (int i = 0; i < entries.Length; i++)
            {
                U16(at + 2 + 12 * i, entries[i].Tag);
                U16(at + 4 + 12 * i, entries[i].Type);
                U32(at + 6 + 12 * i, entries[i].Count);
                U32(at + 10 + 12 * i, entries[i].Value);
            }

            U32(at + 2 + 12 * entries.Length, next);
        }
    }

    public static byte[] Iptc() => [.. Dataset(1, 90, "\u001B%G"), .. Dataset(2, 0, "\0\u0004"), .. Dataset(2, 25, "sea"), .. Dataset(2, 105, "At the sea"), .. Dataset(2, 80, "Ann Example")];

    public static byte[] Jpeg(byte[]? exif = null, string? xmp = Xmp, byte[]? iptc = null, bool hasCredentials = false)
    {
        List<byte> file = [0xFF, 0xD8];
        Segment(0xE0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0"u8);
        if (exif is not null) Segment(0xE1, [.. "Exif\0\0"u8, .. exif]);
        if (xmp is not null) Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(xmp)]);
        if (iptc is not null) Segment(0xED, [.. "Photoshop 3.0\0"u8, .. "8BIM\x04\x04\0\0"u8, 0, 0, (byte)(iptc.Length >> 8), (byte)iptc.Length, .. iptc, .. new byte[iptc.Length & 1]]);
        if (hasCredentials) Segment(0xEB, "JP\0\x01\0\0\0\x01"u8);
        Segment(0xC0, [8, 0, 30, 0, 40, 1, 1, 0x11, 0]);
        file.AddRange([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 1, 2, 3, 0xFF, 0xD9]);
        return [.. file];

        void Segment(byte marker, ReadOnlySpan<byte> data) => file.AddRange([0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data]);
    }

    public static byte[] Png(byte[]? exif = null, string? xmp = Xmp, bool hasCredentials = false)
    {
        List<byte> file = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];
        Chunk("IHDR", [0, 0, 0, 40, 0, 0, 0, 30, 8, 2, 0, 0, 0]);
        if (exif is not null) Chunk("eXIf", exif);
        if (xmp is not null) Chunk("iTXt", [.. "XML:com.adobe.xmp\0\0\0\0\0"u8, .. Encoding.UTF8.GetBytes(xmp)]);
        Chunk("IDAT", [1, 2, 3]);
        if (hasCredentials) Chunk("caBX", [1, 2, 3, 4]);
        Chunk("IEND", []);
        return [.. file];

        void Chunk(string type, byte[] data)
        {
            byte[] body = [.. Encoding.ASCII.GetBytes(type), .. data];
            file.AddRange([.. U32(data.Length), .. body, .. U32((int)Crc32.Compute(body))]);
        }
    }

    public static byte[] WebP(byte[] exif)
    {
        byte[] xmp = Encoding.UTF8.GetBytes(Xmp);
        byte[] body = [.. "WEBP"u8, .. Chunk("VP8X", new byte[10]), .. Chunk("EXIF", exif), .. Chunk("XMP ", xmp)];
        return [.. Chunk("RIFF", body)];

        static byte[] Chunk(string type, byte[] data)
        {
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(length, data.Length);
            return [.. Encoding.ASCII.GetBytes(type), .. length, .. data, .. new byte[data.Length & 1]];
        }
    }

    public static byte[] Heic(byte[] exif)
    {
        byte[] ftyp = Box("ftyp", [.. "heic"u8, 0, 0, 0, 0, .. "mif1heic"u8]);
        byte[] item = [0, 0, 0, 6, .. "Exif\0\0"u8, .. exif];
        byte[] xmp = Encoding.UTF8.GetBytes(Xmp);
        byte[] Meta(int at) => Box("meta", [0, 0, 0, 0,
            .. Box("iinf", [0, 0, 0, 0, 0, 2, .. Box("infe", [2, 0, 0, 0, 0, 1, 0, 0, .. "Exif\0"u8]), .. Box("infe", [2, 0, 0, 0, 0, 2, 0, 0, .. "mime\0application/rdf+xml\0"u8])]),
            .. Box("iloc", [1, 0, 0, 0, 0x44, 0, 0, 2,
                0, 1, 0, 0, 0, 0, 0, 1, .. U32(at), .. U32(item.Length),
                0, 2, 0, 1, 0, 0, 0, 1, .. U32(0), .. U32(xmp.Length)]),
            .. Box("idat", xmp)]);
        int start = ftyp.Length + Meta(0).Length + 8;
        return [.. ftyp, .. Meta(start), .. Box("mdat", item)];

        static byte[] Box(string type, byte[] data) => [.. U32(data.Length + 8), .. Encoding.ASCII.GetBytes(type), .. data];
    }

    private static byte[] Dataset(byte record, byte number, string text)
    {
        byte[] value = Encoding.UTF8.GetBytes(text);
        return [0x1C, record, number, (byte)(value.Length >> 8), (byte)value.Length, .. value];
    }

    private static byte[] U32(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}

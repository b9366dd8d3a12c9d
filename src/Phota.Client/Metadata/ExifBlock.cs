using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Phota;

/// <summary>
/// A TIFF structure with EXIF tags. It is taken apart and laid anew; only a maker note stays at its very offset, because what
/// it holds points into the old structure.
/// </summary>
internal sealed class ExifBlock
{
    /// <summary>As much as an APP1 segment of a JPEG file has room for.</summary>
    public const int MaxLength = 65533 - 6;

    private const int MaxEntries = 1000;
    private const ushort Ascii = 2, Short = 3, Long = 4, Rational = 5, Undefined = 7, Signed = 8, SignedRational = 10;
    private const ushort PhotoPointer = 0x8769, GpsPointer = 0x8825, MakerNote = 0x927C;

    private static readonly int[] s_sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

    // Many tags may claim the same bytes; what is taken of them all together stays small.
    private const int MaxTaken = 1024 * 1024;

    // What describes the photo. What describes how its pixels were stored, its thumbnail or its colours is not the result's.
    private static readonly HashSet<ushort> s_imageTags =
    [
        0x010D, 0x010E, 0x010F, 0x0110, 0x0112, 0x011A, 0x011B, 0x0128, 0x013B, 0x013C, 0x0213, 0x4746, 0x4749, 0x8298,
        0x9C9B, 0x9C9C, 0x9C9D, 0x9C9E, 0x9C9F,
    ];

    private static readonly HashSet<ushort> s_droppedPhotoTags = [0x9102, 0x9290, 0xA004, 0xA005];

    private readonly bool _isBigEndian;
    private readonly SortedDictionary<ushort, Entry> _image = [];
    private readonly SortedDictionary<ushort, Entry> _photo = [];
    private readonly SortedDictionary<ushort, Entry> _gps = [];
    private int _noteOffset;
    private long _taken;

    private ExifBlock(bool isBigEndian) => _isBigEndian = isBigEndian;

    private readonly record struct Entry(ushort Type, uint Count, byte[] Value);

    /// <summary>Takes a structure apart. A tag whose value lies outside of it is left out.</summary>
    /// <exception cref="InvalidDataException">It is no TIFF structure.</exception>
    public static ExifBlock Parse(byte[] tiff)
    {
        if (tiff.Length < 8) throw ImageContainer.Bad("TIFF header");
        bool isBigEndian = tiff[0] == 'M' && tiff[1] == 'M';
        if (!isBigEndian && !(tiff[0] == 'I' && tiff[1] == 'I')) throw ImageContainer.Bad("TIFF header");
        ExifBlock block = new(isBigEndian);
        if (block.U16(tiff, 2) != 42) throw ImageContainer.Bad("TIFF header");
        if (!block.ReadDirectory(tiff, block.U32(tiff, 4), block._image)) throw ImageContainer.Bad("EXIF directory");
        if (block.Pointer(PhotoPointer) is { } photo) block.ReadDirectory(tiff, photo, block._photo);
        block.ForgetCanonFileOffsets();
        if (block.Pointer(GpsPointer) is { } gps) block.ReadDirectory(tiff, gps, block._gps);
        return block;
    }

    /// <summary>Makes the tags those of the result.</summary>
    /// <param name="size">The result's size in pixels.</param>
    /// <param name="hasColorProfile">Whether the result has a colour profile; without one it is sRGB.</param>
    /// <param name="time">When it was made.</param>
    public void Apply((int Width, int Height)? size, bool hasColorProfile, DateTimeOffset? time)
    {
        foreach (ushort tag in _image.Keys.Where(tag => !s_imageTags.Contains(tag)).ToArray()) _image.Remove(tag);
        foreach (ushort tag in _photo.Keys.Where(tag => tag is < 0x829A or > 0xA4FF || s_droppedPhotoTags.Contains(tag)).ToArray()) _photo.Remove(tag);
        foreach (ushort tag in _gps.Keys.Where(tag => tag > 0x1F).ToArray()) _gps.Remove(tag);
        foreach (SortedDictionary<ushort, Entry> directory in new[] { _image, _photo, _gps })
        {
            foreach (KeyValuePair<ushort, Entry> text in directory.Where(entry => entry.Value.Type == Ascii).ToArray())
            {
                if (text.Value.Value is not [.., 0]) directory[text.Key] = new(Ascii, text.Value.Count + 1, [.. text.Value.Value, 0]);
            }
        }

        SetShort(_image, 0x0112, 1);
        Default(_image, 0x011A, new(Rational, 1, RationalBytes(72, 1)));
        Default(_image, 0x011B, new(Rational, 1, RationalBytes(72, 1)));
        Default(_image, 0x0128, new(Short, 1, ShortBytes(2)));
        SetShort(_image, 0x0213, 1);
        SetText(_image, 0x0131, XmpPacket.CreatorTool);

        _photo[0x9000] = new(Undefined, 4, Encoding.ASCII.GetBytes("0232"));
        _photo[0x9101] = new(Undefined, 4, [1, 2, 3, 0]);
        _photo[0xA000] = new(Undefined, 4, Encoding.ASCII.GetBytes("0100"));
        SetShort(_photo, 0xA001, hasColorProfile ? (ushort)0xFFFF : (ushort)1);
        _photo.Remove(0xA002);
        _photo.Remove(0xA003);
        if (size is { } pixels)
        {
            _photo[0xA002] = new(Long, 1, LongBytes((uint)pixels.Width));
            _photo[0xA003] = new(Long, 1, LongBytes((uint)pixels.Height));
        }

        if (time is { } made)
        {
            SetText(_image, 0x0132, made.UtcDateTime.ToString("yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture));
            SetText(_photo, 0x9010, "+00:00");
        }
        else
        {
            _photo.Remove(0x9010);
        }

        if (_gps.Count > 0) _gps[0] = new(1, 4, [2, 3, 0, 0]);
    }

    /// <summary>Lays the structure anew; null where it has no room even without its maker note.</summary>
    public byte[]? ToArray()
    {
        Entry? note = _photo.TryGetValue(MakerNote, out Entry found) && found.Value.Length > 4 ? found : null;
        if (note is not null && Lay(note) is { } whole) return whole;
        _photo.Remove(MakerNote);
        return Lay(null);
    }

    /// <summary>The day on which the photo was taken, by the camera's clock.</summary>
    public DateTime? DayTaken =>
        Date(0x9003, 0x9291, 0x9011) is { } taken ? DateTime.ParseExact(taken.Substring(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    /// <summary>The tags that XMP has names for, by their XMP names.</summary>
    public IEnumerable<XmpProperty> ToXmp()
    {
        foreach ((ushort tag, string name) in new[] { ((ushort)0x010F, "Make"), ((ushort)0x0110, "Model") })
        {
            if (Text(_image, tag) is { } text) yield return new(XmpPacket.Tiff, name, text);
        }

        if (Text(_image, 0x010E) is { } description) yield return new(XmpPacket.Dc, "description", description) { Form = XmpForm.Language };
        if (Text(_image, 0x8298) is { } rights) yield return new(XmpPacket.Dc, "rights", rights) { Form = XmpForm.Language };
        if (Text(_image, 0x013B) is { } artist) yield return new(XmpPacket.Dc, "creator", artist) { Form = XmpForm.Sequence };
        if (Number(_image, 0x4746) is { } rating) yield return new(XmpPacket.Xmp, "Rating", rating);
        if (Date(0x9003, 0x9291, 0x9011) is { } taken)
        {
            yield return new(XmpPacket.Exif, "DateTimeOriginal", taken);
            yield return new(XmpPacket.Photoshop, "DateCreated", taken);
        }

        if (Date(0x9004, 0x9292, 0x9012) is { } digitized) yield return new(XmpPacket.Xmp, "CreateDate", digitized);
        foreach ((ushort tag, string name) in new[]
        {
            ((ushort)0x829A, "ExposureTime"), ((ushort)0x829D, "FNumber"), ((ushort)0x8822, "ExposureProgram"), ((ushort)0x9204, "ExposureBiasValue"), ((ushort)0x9207, "MeteringMode"),
            ((ushort)0x920A, "FocalLength"), ((ushort)0xA405, "FocalLengthIn35mmFilm"), ((ushort)0xA403, "WhiteBalance"),
        })
        {
            if (Number(_photo, tag) is { } number) yield return new(XmpPacket.Exif, name, number);
        }

        if (Number(_photo, 0x8827) is { } iso) yield return new(XmpPacket.Exif, "ISOSpeedRatings", iso) { Form = XmpForm.Sequence };
        if (Text(_photo, 0xA434) is { } lens) yield return new(XmpPacket.ExifEx, "LensModel", lens);
        if (Coordinate(2, 1) is { } latitude) yield return new(XmpPacket.Exif, "GPSLatitude", latitude);
        if (Coordinate(4, 3) is { } longitude) yield return new(XmpPacket.Exif, "GPSLongitude", longitude);
        if (Number(_gps, 6) is { } altitude)
        {
            yield return new(XmpPacket.Exif, "GPSAltitude", altitude);
            yield return new(XmpPacket.Exif, "GPSAltitudeRef", Number(_gps, 5) ?? "0");
        }
    }

    // Canon's maker note says where in the old file its original decision data lie, and ends with where it lay itself.
    private void ForgetCanonFileOffsets()
    {
        if (Text(_image, 0x010F)?.StartsWith("Canon", StringComparison.Ordinal) != true || !_photo.TryGetValue(MakerNote, out Entry note) || note.Value.Length < 2) return;
        int count = Math.Min(U16(note.Value, 0), (note.Value.Length - 2) / 12);
        for (int i = 0; i < count; i++)
        {
            if (U16(note.Value, 2 + 12 * i) == 0x0083) note.Value.AsSpan(2 + 12 * i + 8, 4).Clear();
        }
    }

    private bool ReadDirectory(byte[] tiff, uint offset, SortedDictionary<ushort, Entry> into)
    {
        if (offset < 8 || offset > tiff.Length - 2) return false;
        int count = Math.Min(U16(tiff, (int)offset), Math.Min(MaxEntries, (tiff.Length - (int)offset - 2) / 12));
        for (int i = 0; i < count; i++)
        {
            int at = (int)offset + 2 + 12 * i;
            ushort tag = U16(tiff, at), type = U16(tiff, at + 2);
            uint values = U32(tiff, at + 4);
            if (type == 0 || type >= s_sizes.Length || values == 0) continue;
            long length = values * (long)s_sizes[type];
            long start = length <= 4 ? at + 8 : U32(tiff, at + 8);
            if (start > tiff.Length - length || length > MaxLength || (_taken += length) > MaxTaken || into.ContainsKey(tag)) continue;
            into.Add(tag, new(type, values, tiff.AsSpan((int)start, (int)length).ToArray()));
            if (tag == MakerNote) _noteOffset = (int)start;
        }

        return true;
    }

    private byte[]? Lay(Entry? note)
    {
        if (note is not null && (_noteOffset < 8 || _noteOffset + note.Value.Value.Length > MaxLength)) return null;
        int noteStart = note is null ? 8 : _noteOffset;
        int before = 8, after = note is null ? 8 : Even(_noteOffset + note.Value.Value.Length);
        List<(int At, byte[] Bytes)> pieces = [];

        // The pointers are entries, so each directory must know its size before the one that points to it is written.
        if (_photo.Count > 0) _image[PhotoPointer] = new(Long, 1, new byte[4]);
        else _image.Remove(PhotoPointer);
        if (_gps.Count > 0) _image[GpsPointer] = new(Long, 1, new byte[4]);
        else _image.Remove(GpsPointer);
        int image = Reserve(DirectoryLength(_image));
        if (_photo.Count > 0) _image[PhotoPointer] = new(Long, 1, LongBytes((uint)WriteDirectory(_photo, Reserve(DirectoryLength(_photo)))));
        if (_gps.Count > 0) _image[GpsPointer] = new(Long, 1, LongBytes((uint)WriteDirectory(_gps, Reserve(DirectoryLength(_gps)))));
        WriteDirectory(_image, image);
        if (after > MaxLength) return null;

        byte[] tiff = new byte[Math.Max(before, after)];
        tiff[0] = tiff[1] = (byte)(_isBigEndian ? 'M' : 'I');
        ShortBytes(42).CopyTo(tiff, 2);
        LongBytes((uint)image).CopyTo(tiff, 4);
        foreach ((int at, byte[] bytes) in pieces) bytes.CopyTo(tiff, at);
        return tiff;

        int Reserve(int length)
        {
            ref int cursor = ref after;
            if (before + Even(length) <= noteStart) cursor = ref before;
            int at = cursor;
            cursor += Even(length);
            return at;
        }

        int WriteDirectory(SortedDictionary<ushort, Entry> entries, int at)
        {
            byte[] table = new byte[DirectoryLength(entries)];
            ShortBytes((ushort)entries.Count).CopyTo(table, 0);
            int row = 2;
            foreach (KeyValuePair<ushort, Entry> entry in entries)
            {
                ShortBytes(entry.Key).CopyTo(table, row);
                ShortBytes(entry.Value.Type).CopyTo(table, row + 2);
                LongBytes(entry.Value.Count).CopyTo(table, row + 4);
                if (entry.Value.Value.Length <= 4)
                {
                    entry.Value.Value.CopyTo(table, row + 8);
                }
                else
                {
                    int value = entry.Key == MakerNote && note is not null ? _noteOffset : Reserve(entry.Value.Value.Length);
                    pieces.Add((value, entry.Value.Value));
                    LongBytes((uint)value).CopyTo(table, row + 8);
                }

                row += 12;
            }

            pieces.Add((at, table));
            return at;
        }
    }

    private static int DirectoryLength(SortedDictionary<ushort, Entry> entries) => 2 + 12 * entries.Count + 4;

    private static int Even(int length) => length + (length & 1);

    private uint? Pointer(ushort tag) => _image.TryGetValue(tag, out Entry entry) && entry is { Type: Long or 13, Count: 1 } ? U32(entry.Value, 0) : null;

    private void SetShort(SortedDictionary<ushort, Entry> directory, ushort tag, ushort value) => directory[tag] = new(Short, 1, ShortBytes(value));

    private static void SetText(SortedDictionary<ushort, Entry> directory, ushort tag, string text) =>
        directory[tag] = new(Ascii, (uint)text.Length + 1, Encoding.ASCII.GetBytes(text + "\0"));

    private static void Default(SortedDictionary<ushort, Entry> directory, ushort tag, Entry entry)
    {
        if (!directory.TryGetValue(tag, out Entry known) || known.Type != entry.Type || known.Count != entry.Count) directory[tag] = entry;
    }

    private static string? Text(SortedDictionary<ushort, Entry> directory, ushort tag)
    {
        if (!directory.TryGetValue(tag, out Entry entry) || entry.Type != Ascii) return null;
        string text = IptcBlock.Decode(entry.Value).Split('\0')[0].Trim();
        return text.Length == 0 ? null : text;
    }

    private string? Number(SortedDictionary<ushort, Entry> directory, ushort tag)
    {
        if (!directory.TryGetValue(tag, out Entry entry)) return null;
        byte[] value = entry.Value;
        return entry.Type switch
        {
            1 => value[0].ToString(CultureInfo.InvariantCulture),
            Short => U16(value, 0).ToString(CultureInfo.InvariantCulture),
            Long => U32(value, 0).ToString(CultureInfo.InvariantCulture),
            Rational => FormattableString.Invariant($"{U32(value, 0)}/{U32(value, 4)}"),
            SignedRational => FormattableString.Invariant($"{(int)U32(value, 0)}/{(int)U32(value, 4)}"),
            _ => null,
        };
    }

    private string? Date(ushort tag, ushort fractionTag, ushort offsetTag)
    {
        if (Text(_photo, tag) is not { } text
            || !DateTime.TryParseExact(text, "yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date)) return null;
        string fraction = Text(_photo, fractionTag) is { } digits && digits.All(c => c is >= '0' and <= '9') ? "." + digits : "";
        string offset = Text(_photo, offsetTag) is { Length: 6 } zone && zone[0] is '+' or '-' && zone[3] == ':' ? zone : "";
        return date.ToString("yyyy-MM-ddTHH:mm:ss", CultureInfo.InvariantCulture) + fraction + offset;
    }

    private string? Coordinate(ushort tag, ushort referenceTag)
    {
        if (!_gps.TryGetValue(tag, out Entry entry) || entry.Type != Rational || entry.Count != 3 || Text(_gps, referenceTag) is not { Length: 1 } reference) return null;
        double[] parts = [.. Enumerable.Range(0, 3).Select(i => U32(entry.Value, 8 * i) / Math.Max(1.0, U32(entry.Value, 8 * i + 4)))];
        double degrees = Math.Floor(parts[0]);
        double minutes = (parts[0] - degrees) * 60 + parts[1] + parts[2] / 60;
        return FormattableString.Invariant($"{degrees:0},{minutes:0.000000}{reference}");
    }

    private ushort U16(byte[] bytes, int at) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private uint U32(byte[] bytes, int at) =>
        _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at)) : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private byte[] ShortBytes(ushort value) => _isBigEndian ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)];

    private byte[] LongBytes(uint value)
    {
        byte[] bytes = new byte[4];
        if (_isBigEndian) BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private byte[] RationalBytes(uint numerator, uint denominator) => [.. LongBytes(numerator), .. LongBytes(denominator)];
}

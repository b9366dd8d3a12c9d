using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Phota;

/// <summary>IPTC-IIM datasets: what agencies and older programs write about a photo.</summary>
internal sealed class IptcBlock
{
    private const int MaxDatasets = 5000;
    private const int MaxLength = 60_000;
    private const int Envelope = 1, Application = 2, CharacterSet = 90;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    private readonly List<(byte Record, byte Number, byte[] Value)> _datasets = [];

    /// <summary>Takes the datasets apart; previews and objects are left out.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public static IptcBlock Parse(byte[] bytes)
    {
        IptcBlock block = new();
        int at = 0;
        // What follows the last dataset is padding.
        while (at + 5 <= bytes.Length && bytes[at] == 0x1C)
        {
            byte record = bytes[at + 1], number = bytes[at + 2];
            int length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at + 3));
            // With the high bit set it would be the length of a length, which only objects need.
            if (length > 0x7FFF || length > bytes.Length - at - 5 || block._datasets.Count == MaxDatasets) throw ImageContainer.Bad("IPTC dataset");
            if (record is Envelope or Application && !(record == Application && number is 200 or 201 or 202)) block._datasets.Add((record, number, bytes.AsSpan(at + 5, length).ToArray()));
            at += 5 + length;
        }

        return block;
    }

    /// <summary>The datasets in an APP13 segment of a JPEG file, without its marker; null where there are none or too many.</summary>
    public byte[]? ToPhotoshop()
    {
        MemoryStream datasets = new();
        foreach ((byte record, byte number, byte[] value) in _datasets)
        {
            byte[] head = [0x1C, record, number, (byte)(value.Length >> 8), (byte)value.Length];
            datasets.Write(head, 0, head.Length);
            datasets.Write(value, 0, value.Length);
        }

        if (datasets.Length is 0 or > MaxLength) return null;
        byte[] resource = Encoding.ASCII.GetBytes(PhotoMetadata.PhotoshopHeader + "8BIM\x04\x04\0\0");
        byte[] length = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, (uint)datasets.Length);
        return [.. resource, .. length, .. datasets.ToArray(), .. new byte[datasets.Length & 1]];
    }

    /// <summary>What XMP has names for.</summary>
    public IEnumerable<XmpProperty> ToXmp()
    {
        foreach ((byte number, string ns, string name, XmpForm form) in new (byte, string, string, XmpForm)[]
        {
            (5, XmpPacket.Dc, "title", XmpForm.Language), (25, XmpPacket.Dc, "subject", XmpForm.Bag), (80, XmpPacket.Dc, "creator", XmpForm.Sequence),
            (116, XmpPacket.Dc, "rights", XmpForm.Language), (120, XmpPacket.Dc, "description", XmpForm.Language),
            (105, XmpPacket.Photoshop, "Headline", XmpForm.Text), (110, XmpPacket.Photoshop, "Credit", XmpForm.Text),
            (115, XmpPacket.Photoshop, "Source", XmpForm.Text), (40, XmpPacket.Photoshop, "Instructions", XmpForm.Text),
            (90, XmpPacket.Photoshop, "City", XmpForm.Text), (95, XmpPacket.Photoshop, "State", XmpForm.Text), (101, XmpPacket.Photoshop, "Country", XmpForm.Text),
        })
        {
            string[] values = Values(number);
            if (values.Length == 0) continue;
            yield return new(ns, name, form is XmpForm.Bag or XmpForm.Sequence ? values : [values[0]]) { Form = form };
        }

        if (Values(55) is [string day, ..] && DateTime.TryParseExact(day, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date))
            yield return new(XmpPacket.Photoshop, "DateCreated", date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    /// <summary>Text of an old file: UTF-8 where it is, otherwise Latin-1.</summary>
    public static string Decode(byte[] bytes)
    {
        try
        {
            return s_strict.GetString(bytes);
        }
        catch (ArgumentException)
        {
            return ImageContainer.Latin1(bytes);
        }
    }

    private string[] Values(byte number) =>
        [.. _datasets.Where(dataset => dataset.Record == Application && dataset.Number == number).Select(dataset => Decode(dataset.Value).Trim('\0', ' ')).Where(text => text.Length > 0)];
}

using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Phota;

/// <summary>How XMP writes the value of a property.</summary>
internal enum XmpForm
{
    Text,
    Language,
    Sequence,
    Bag,
}

/// <summary>One property of XMP.</summary>
internal sealed record XmpProperty(string Namespace, string Name, params string[] Values)
{
    public XmpForm Form { get; init; }
}

/// <summary>An XMP packet: the photo's properties, and the mark that says what made the image.</summary>
internal sealed class XmpPacket
{
    public const string CreatorTool = "PhotaPS";
    public const string Dc = "http://purl.org/dc/elements/1.1/";
    public const string Exif = "http://ns.adobe.com/exif/1.0/";
    public const string ExifEx = "http://cipa.jp/exif/1.0/";
    public const string Photoshop = "http://ns.adobe.com/photoshop/1.0/";
    public const string Tiff = "http://ns.adobe.com/tiff/1.0/";
    public const string Xmp = "http://ns.adobe.com/xap/1.0/";
    private const string Note = "http://ns.adobe.com/xmp/note/";
    private const string IptcExt = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
    private const string SourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";
    private const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private const string Meta = "adobe:ns:meta/";
    private const int MaxCharacters = 8 * 1024 * 1024;
    private const int MaxDepth = 64;
    private const int MaxNodes = 200_000;

    private static readonly XNamespace s_rdf = Rdf;

    // What describes the photo's file and not what it shows: how a raw program would develop it, previews, depth maps, films.
    private static readonly HashSet<string> s_droppedNamespaces = new(StringComparer.Ordinal)
    {
        "http://ns.adobe.com/camera-raw-settings/1.0/",
        "http://ns.adobe.com/hdr-gain-map/1.0/",
        "http://ns.apple.com/HDRGainMap/1.0/",
        "http://ns.apple.com/pixeldatainfo/1.0/",
        "http://ns.google.com/photos/1.0/camera/",
        "http://ns.google.com/photos/1.0/container/",
        "http://ns.google.com/photos/1.0/container/item/",
        "http://ns.google.com/photos/1.0/depthmap/",
        "http://ns.google.com/photos/1.0/image/",
        "http://ns.google.com/photos/1.0/audio/",
        "http://ns.google.com/photos/1.0/creations/",
        Note,
    };

    private static readonly HashSet<XName> s_dropped =
    [
        Name(Xmp, "Thumbnails"), Name(Tiff, "ImageWidth"), Name(Tiff, "ImageLength"), Name(Tiff, "BitsPerSample"), Name(Tiff, "Compression"),
        Name(Tiff, "PhotometricInterpretation"), Name(Tiff, "SamplesPerPixel"), Name(Tiff, "PlanarConfiguration"), Name(Tiff, "YCbCrSubSampling"),
        Name(Tiff, "TransferFunction"), Name(Tiff, "WhitePoint"), Name(Tiff, "PrimaryChromaticities"), Name(Tiff, "NativeDigest"), Name(Exif, "NativeDigest"),
        Name(Exif, "PixelXDimension"), Name(Exif, "PixelYDimension"), Name(Exif, "ColorSpace"), Name(Exif, "CompressedBitsPerPixel"),
        Name(Photoshop, "ICCProfile"), Name(Photoshop, "ColorMode"), Name(Photoshop, "LegacyIPTCDigest"), Name("http://purl.org/dc/terms/", "provenance"), Name(Dc, "format"),
    ];

    private readonly XElement _rdf;
    private readonly string _about;

    private XmpPacket(XElement rdf)
    {
        _rdf = rdf;
        _about = rdf.Elements(s_rdf + "Description").Select(description => (string?)description.Attribute(s_rdf + "about")).FirstOrDefault() ?? "";
    }

    /// <summary>A packet without properties.</summary>
    public static XmpPacket Empty() => new(new XElement(s_rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", Rdf)));

    /// <summary>Reads a packet.</summary>
    /// <exception cref="InvalidDataException">It is no XMP, has a document type, or is nested as no packet is.</exception>
    public static XmpPacket Parse(byte[] packet)
    {
        int length = packet.Length;
        while (length > 0 && packet[length - 1] == 0) length--;
        try
        {
            // The first pass only looks: a tree of hostile XML would be large before anything could be said of it.
            using (XmlReader look = Open(packet, length))
            {
                for (int nodes = 0; look.Read();)
                {
                    if (look.Depth > MaxDepth || (nodes += 1 + look.AttributeCount) > MaxNodes) throw ImageContainer.Bad("nesting of the XMP");
                }
            }

            using XmlReader reader = Open(packet, length);
            XElement? rdf = XDocument.Load(reader).Descendants(s_rdf + "RDF").FirstOrDefault();
            return new(rdf is null ? throw ImageContainer.Bad("XMP packet") : new XElement(rdf));
        }
        catch (Exception e) when (e is XmlException or ArgumentException or DecoderFallbackException)
        {
            throw new InvalidDataException($"its XMP is damaged: {e.Message}", e);
        }
    }

    /// <summary>Whether a signed manifest that lies elsewhere covers the file.</summary>
    public bool HasRemoteCredentials => Find(Name("http://purl.org/dc/terms/", "provenance")).Any();

    /// <summary>Adds what an extended packet has.</summary>
    public void Add(XmpPacket extended) => _rdf.Add(extended._rdf.Elements(s_rdf + "Description"));

    /// <summary>Adds a property where the packet has none of that name.</summary>
    public void AddMissing(XmpProperty property)
    {
        if (!Find(Name(property.Namespace, property.Name)).Any()) Write(property);
    }

    /// <summary>Makes the properties those of the result, and marks it as made by the service.</summary>
    /// <param name="operation">The operation that made it.</param>
    /// <param name="time">When it was made.</param>
    public void Apply(string operation, DateTimeOffset? time)
    {
        foreach (XElement description in _rdf.Elements(s_rdf + "Description"))
        {
            description.Attributes().Where(attribute => IsDropped(attribute.Name)).Remove();
            description.Elements().Where(element => IsDropped(element.Name)).Remove();
        }

        if (Find(Name(Tiff, "Orientation")).Any()) Set(Tiff, "Orientation", "1");
        // What was wholly made before is not a photo because it was edited.
        bool isWhollyMade = operation == "generate" || Find(Name(IptcExt, "DigitalSourceType")).Any(value => value.EndsWith("/trainedAlgorithmicMedia", StringComparison.Ordinal));
        Set(IptcExt, "DigitalSourceType", SourceTypes + (isWhollyMade ? "trainedAlgorithmicMedia" : "compositeWithTrainedAlgorithmicMedia"));
        Set(Xmp, "CreatorTool", CreatorTool);
        foreach (string name in new[] { "ModifyDate", "MetadataDate" })
        {
            if (time is { } made) Set(Xmp, name, made.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            else Remove(Name(Xmp, name));
        }
    }

    /// <summary>The packet as it is written into a file.</summary>
    public byte[] ToArray() => Serialize(_rdf);

    /// <summary>The packet in two: the mark, which every program reads, and all the rest, which has no room beside it.</summary>
    /// <param name="id">Names the rest, by its content.</param>
    public (byte[] Main, byte[] Others) Split(Func<byte[], string> id)
    {
        byte[] rest = Serialize(_rdf);
        XmpPacket main = Empty();
        foreach (XName name in new[] { Name(IptcExt, "DigitalSourceType"), Name(Xmp, "CreatorTool"), Name(Xmp, "ModifyDate"), Name(Xmp, "MetadataDate") })
        {
            if (Find(name).FirstOrDefault() is { } value) main.Set(name.NamespaceName, name.LocalName, value);
        }

        main.Set(Note, "HasExtendedXMP", id(rest));
        return (main.ToArray(), rest);
    }

    private static XmlReader Open(byte[] packet, int length) => XmlReader.Create(
        new MemoryStream(packet, 0, length),
        new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxCharacters, IgnoreComments = true });

    private static bool IsDropped(XName name) => s_dropped.Contains(name) || s_droppedNamespaces.Contains(name.NamespaceName);

    private static XName Name(string ns, string name) => XNamespace.Get(ns) + name;

    private IEnumerable<string> Find(XName name)
    {
        foreach (XElement description in _rdf.Elements(s_rdf + "Description"))
        {
            if (description.Attribute(name) is { } attribute) yield return attribute.Value;
            foreach (XElement element in description.Elements(name))
                yield return (string?)element.Attribute(s_rdf + "resource") ?? element.Value;
        }
    }

    private void Set(string ns, string name, string value)
    {
        Remove(Name(ns, name));
        Write(new(ns, name, value));
    }

    private void Remove(XName name)
    {
        foreach (XElement description in _rdf.Elements(s_rdf + "Description"))
        {
            description.Attribute(name)?.Remove();
            description.Elements(name).Remove();
        }
    }

    private void Write(XmpProperty property)
    {
        XElement? own = _rdf.Elements(s_rdf + "Description").FirstOrDefault();
        if (own is null) _rdf.Add(own = new XElement(s_rdf + "Description", new XAttribute(s_rdf + "about", _about)));
        if (own.GetPrefixOfNamespace(property.Namespace) is null) own.Add(new XAttribute(XNamespace.Xmlns + Prefix(own, property.Namespace), property.Namespace));
        string[] values = [.. property.Values.Select(Clean)];
        own.Add(new XElement(Name(property.Namespace, property.Name), property.Form switch
        {
            XmpForm.Language => new XElement(s_rdf + "Alt", new XElement(s_rdf + "li", new XAttribute(XNamespace.Xml + "lang", "x-default"), values[0])),
            XmpForm.Sequence => new XElement(s_rdf + "Seq", values.Select(value => new XElement(s_rdf + "li", value))),
            XmpForm.Bag => new XElement(s_rdf + "Bag", values.Select(value => new XElement(s_rdf + "li", value))),
            _ => values[0],
        }));
    }

    private static string Prefix(XElement element, string ns)
    {
        string wanted = ns switch
        {
            Dc => "dc",
            Exif => "exif",
            ExifEx => "exifEX",
            Photoshop => "photoshop",
            Tiff => "tiff",
            Xmp => "xmp",
            Note => "xmpNote",
            _ => "Iptc4xmpExt",
        };
        // A packet may have given that prefix to something else.
        return element.GetNamespaceOfPrefix(wanted) is null ? wanted : wanted + "_";
    }

    // What XML cannot hold at all.
    private static string Clean(string text) => new([.. text.Where(c => XmlConvert.IsXmlChar(c))]);

    private static byte[] Serialize(XElement rdf)
    {
        MemoryStream packet = new();
        byte[] begin = Encoding.UTF8.GetBytes("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n");
        byte[] end = Encoding.UTF8.GetBytes("\n<?xpacket end=\"w\"?>");
        packet.Write(begin, 0, begin.Length);
        XmlWriterSettings settings = new() { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true, NewLineChars = "\n", NewLineHandling = NewLineHandling.None, Indent = false };
        try
        {
            using XmlWriter writer = XmlWriter.Create(packet, settings);
            new XElement(XNamespace.Get(Meta) + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", Meta), rdf).WriteTo(writer);
        }
        catch (Exception e) when (e is ArgumentException or XmlException or InvalidOperationException)
        {
            throw new InvalidDataException($"its XMP cannot be written: {e.Message}", e);
        }

        packet.Write(end, 0, end.Length);
        return packet.ToArray();
    }
}

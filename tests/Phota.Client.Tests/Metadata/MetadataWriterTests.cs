using System.Text;

namespace Phota.Tests.Metadata;

public sealed class MetadataWriterTests
{
    public static TheoryData<string> Kinds => ["jpeg", "png", "webp", "heic"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_blocks_of_each_format_are_found(string kind)
    {
        byte[] tiff = Samples.Tiff();
        (byte[] photo, ImageFormat format) = kind switch
        {
            "jpeg" => (Samples.Jpeg(tiff), ImageFormat.Jpeg),
            "png" => (Samples.Png(tiff), ImageFormat.Png),
            "webp" => (Samples.WebP(tiff), ImageFormat.WebP),
            _ => (Samples.Heic(tiff), ImageFormat.Heic),
        };
        PhotoMetadata read = PhotoMetadata.Read(new MemoryStream(photo), format);
        Assert.Equal(tiff, read.Exif);
        Assert.Equal(Samples.Xmp, Encoding.UTF8.GetString(read.Xmp!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_maker_note_stays_where_it_was_and_the_thumbnail_goes(bool isBigEndian)
    {
        byte[] tiff = Samples.Tiff(isBigEndian);
        ExifBlock block = ExifBlock.Parse(tiff);
        block.Apply((40, 30), hasColorProfile: false, Result.Time);
        byte[] laid = block.ToArray()!;
        int note = ImageContainer.Latin1(tiff).IndexOf("NOTE of the maker", StringComparison.Ordinal);
        Assert.Equal(note, ImageContainer.Latin1(laid).IndexOf("NOTE of the maker", StringComparison.Ordinal));
        Assert.Equal(tiff[0], laid[0]);
        int image = isBigEndian ? laid[7] : laid[4], count = isBigEndian ? laid[image + 1] : laid[image];
        Assert.Equal(new byte[4], laid.AsSpan(image + 2 + 12 * count, 4).ToArray());
    }

    [Fact]
    public void Tags_that_all_claim_the_same_bytes_take_little_memory()
    {
        byte[] tiff = new byte[60_000];
        "MM\0*\0\0\0\x08"u8.CopyTo(tiff);
        (tiff[8], tiff[9]) = (0x10, 0);
        for (int i = 0; i < 4096; i++) new byte[] { (byte)(i >> 8), (byte)i, 0, 7, 0, 0, 0xC0, 0, 0, 0, 0, 8 }.CopyTo(tiff, 10 + 12 * i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ExifBlock.Parse(tiff);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * 1024 * 1024);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><x/>")]
    [InlineData("<rdf:RDF")]
    [InlineData("no xml")]
    [InlineData("")]
    public void Xmp_that_is_none_is_refused(string xmp) => Assert.Throws<InvalidDataException>(() => XmpPacket.Parse(Encoding.UTF8.GetBytes(xmp)));

    [Fact]
    public void Xmp_that_is_nested_without_end_is_refused() =>
        Assert.Throws<InvalidDataException>(() => XmpPacket.Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 100_000)))));

    [Fact]
    public void Xmp_keeps_what_describes_the_photo_and_drops_what_describes_its_file()
    {
        XmpPacket packet = XmpPacket.Parse(Encoding.UTF8.GetBytes(Samples.Xmp));
        packet.Apply("edit", Result.Time);
        string text = Encoding.UTF8.GetString(packet.ToArray());
        Assert.Contains("<rdf:li>harbour</rdf:li>", text, StringComparison.Ordinal);
        Assert.Contains("Rating=\"4\"", text, StringComparison.Ordinal);
        Assert.Contains("compositeWithTrainedAlgorithmicMedia", text, StringComparison.Ordinal);
        Assert.Contains("<tiff:Orientation>1</tiff:Orientation>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exposure2012", text, StringComparison.Ordinal);
        Assert.DoesNotContain("4000", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Camera\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_generated_stays_so_when_it_is_edited()
    {
        XmpPacket packet = XmpPacket.Empty();
        packet.Apply("generate", null);
        packet.Apply("edit", null);
        Assert.Contains("/trainedAlgorithmicMedia<", Encoding.UTF8.GetString(packet.ToArray()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_signed_image_is_left_as_it_is_and_gets_a_sidecar(bool isPng)
    {
        using TempFolder folder = new();
        string photo = folder.File("photo.jpg"), result = folder.File("result");
        File.WriteAllBytes(photo, Samples.Jpeg(Samples.Tiff()));
        byte[] image = isPng ? Samples.Png(xmp: null, hasCredentials: true) : Samples.Jpeg(xmp: null, hasCredentials: true);
        Assert.Null(Result.Save(photo, image, result, "enhance"));
        Assert.Equal(image, File.ReadAllBytes(result));
        Assert.Contains("Acme Cameras", File.ReadAllText(result + ".xmp"), StringComparison.Ordinal);
        Assert.Equal(["photo.jpg", "result", "result.xmp"], folder.Names());
    }

    [Fact]
    public void A_sidecar_that_exists_is_left_alone()
    {
        using TempFolder folder = new();
        string result = folder.File("result.jpg");
        File.WriteAllText(result + ".xmp", "mine");
        Assert.Contains("is left as it is", Result.Save(null, Samples.Jpeg(), result, "enhance", MetadataMode.Sidecar), StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(result + ".xmp"));
        Assert.Equal(["result.jpg", "result.jpg.xmp"], folder.Names());
    }

    [Fact]
    public void A_sidecar_whose_folder_is_gone_is_a_warning()
    {
        using TempFolder folder = new();
        using WrittenMetadata written = new() { Sidecar = [1] };
        Assert.Contains("cannot be written", written.SaveSidecar(Path.Combine(folder.File("gone"), "result.jpg"), folder.File("part"), known: null), StringComparison.Ordinal);
    }

    [Fact]
    public void With_damaged_metadata_an_image_is_saved_as_it_came()
    {
        using TempFolder folder = new();
        string photo = folder.File("photo.jpg"), result = folder.File("result.jpg");
        File.WriteAllBytes(photo, Samples.Jpeg("MM\0*\0\x08\0\x08"u8.ToArray()));
        string? warning = Result.Save(photo, Samples.Jpeg(xmp: null), result, "enhance");
        Assert.Contains(photo, warning, StringComparison.Ordinal);
        Assert.Contains("damaged", warning, StringComparison.Ordinal);
        Assert.Equal(Samples.Jpeg(xmp: null), File.ReadAllBytes(result));
        Assert.Equal(["photo.jpg", "result.jpg"], folder.Names());
    }

    [Fact]
    public void The_same_photo_and_image_give_the_same_bytes()
    {
        using TempFolder folder = new();
        string photo = folder.File("photo.jpg");
        File.WriteAllBytes(photo, Samples.Jpeg(Samples.Tiff(), iptc: Samples.Iptc()));
        foreach (string name in new[] { "a.jpg", "b.jpg" }) Assert.Null(Result.Make(photo, "dog.jpg", folder.File(name), "enhance"));
        Assert.Equal(File.ReadAllBytes(folder.File("a.jpg")), File.ReadAllBytes(folder.File("b.jpg")));
    }

    [Fact]
    public void Without_metadata_an_image_stays_as_it_came()
    {
        using TempFolder folder = new();
        string photo = folder.File("photo.jpg"), result = folder.File("result.jpg");
        File.WriteAllBytes(photo, Samples.Jpeg(Samples.Tiff()));
        Assert.Null(Result.Make(photo, "dog.jpg", result, "enhance", MetadataMode.None));
        Assert.Equal(File.ReadAllBytes(Result.Photo("dog.jpg")), File.ReadAllBytes(result));
        Assert.Equal(["photo.jpg", "result.jpg"], folder.Names());
    }
}

using Xunit.Abstractions;

namespace Phota.Tests.Metadata;

/// <summary>What a result says of itself, by ExifTool.</summary>
public sealed class ExifToolTests(ITestOutputHelper output)
{
    private const string SourceTypes = "http://cv.iptc.org/newscodes/digitalsourcetype/";

    private static readonly Dictionary<string, string[]> s_groups = new()
    {
        ["date"] = ["ExifIFD:DateTimeOriginal", "ExifIFD:OffsetTimeOriginal", "ExifIFD:CreateDate"],
        ["camera"] = ["IFD0:Make", "IFD0:Model", "ExifIFD:LensModel"],
        ["exposure"] = ["ExifIFD:ExposureTime", "ExifIFD:FNumber", "ExifIFD:ISO", "ExifIFD:FocalLength"],
        ["place"] = ["GPS:GPSLatitude", "GPS:GPSLatitudeRef", "GPS:GPSLongitude", "GPS:GPSLongitudeRef", "GPS:GPSAltitude"],
        ["author"] = ["IFD0:Artist", "IFD0:Copyright", "XMP-dc:Rights"],
        ["rating, keywords"] = ["XMP-xmp:Rating", "XMP-dc:Subject", "XMP-dc:Description"],
    };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            TheoryData<string, string> pairs = [];
            foreach (string photo in new[] { "photo.jpg", "big-endian.jpg", "photo.png", "photo.webp", "photo.heic" })
            {
                pairs.Add(photo, "dog.jpg");
                pairs.Add(photo, "dog.png");
            }

            return pairs;
        }
    }

    [ExifToolTheory]
    [MemberData(nameof(Pairs))]
    public void A_result_has_the_tags_of_its_photo_and_is_valid(string name, string image)
    {
        using TempFolder folder = new();
        string photo = MakePhoto(folder, name), result = folder.File("result" + Path.GetExtension(image));
        Assert.Null(Result.Make(photo, image, result, "enhance"));

        Assert.Empty(ExifTool.Validate(result));
        Dictionary<string, string> before = ExifTool.Read(photo), after = ExifTool.Read(result);
        List<string> row = [];
        foreach ((string group, string[] tags) in s_groups)
        {
            foreach (string tag in tags)
            {
                Assert.True(before.ContainsKey(tag), $"The test's own photo has no {tag}.");
                Assert.Equal(before[tag], after.GetValueOrDefault(tag));
            }

            row.Add($"{group} {tags.Length}/{tags.Length}");
        }

        if (name.EndsWith(".jpg", StringComparison.Ordinal) && image == "dog.jpg") Assert.Equal("At the sea", after["IPTC:Headline"]);
        if (name.EndsWith(".jpg", StringComparison.Ordinal)) Assert.Equal("At the sea", after[image == "dog.jpg" ? "IPTC:Headline" : "XMP-photoshop:Headline"]);
        Assert.Equal("1", after["IFD0:Orientation"]);
        Assert.Equal(after[image == "dog.jpg" ? "File:ImageWidth" : "PNG:ImageWidth"], after["ExifIFD:ExifImageWidth"]);
        Assert.Equal("2026:11:25 12:00:00", after["IFD0:ModifyDate"]);
        Assert.Equal("PhotaPS", after["IFD0:Software"]);
        Assert.Equal("PhotaPS", after["XMP-xmp:CreatorTool"]);
        Assert.Equal(SourceTypes + "compositeWithTrainedAlgorithmicMedia", after["XMP-iptcExt:DigitalSourceType"]);
        Assert.DoesNotContain(after.Keys, tag => tag.StartsWith("IFD1:", StringComparison.Ordinal));
        output.WriteLine($"| {name} | {image} | {string.Join(" | ", row)} |");
    }

    [ExifToolFact]
    public void A_generated_image_has_the_mark_and_nothing_else()
    {
        using TempFolder folder = new();
        foreach (string image in new[] { "dog.jpg", "dog.png" })
        {
            string result = folder.File(image);
            Assert.Null(Result.Make(null, image, result, "generate"));
            Dictionary<string, string> after = ExifTool.Read(result);
            Assert.Equal(SourceTypes + "trainedAlgorithmicMedia", after["XMP-iptcExt:DigitalSourceType"]);
            Assert.DoesNotContain(after.Keys, tag => tag.StartsWith("IFD0:", StringComparison.Ordinal));
            Assert.Empty(ExifTool.Validate(result));
        }
    }

    [ExifToolFact]
    public void Xmp_that_has_no_room_goes_into_an_extended_packet()
    {
        using TempFolder folder = new();
        string photo = folder.File("photo.jpg"), result = folder.File("result.jpg");
        File.Copy(Result.Photo("dog.jpg"), photo);
        string text = string.Join(' ', Enumerable.Range(0, 25_000));
        File.WriteAllText(folder.File("text"), text);
        ExifTool.Run("exiftool", "-overwrite_original", $"-XMP-dc:Description<={folder.File("text")}", photo);
        Assert.Null(Result.Make(photo, "dog.jpg", result, "edit"));
        Dictionary<string, string> after = ExifTool.Read(result);
        Assert.Equal(text, after["XMP-dc:Description"]);
        Assert.Contains("XMP-iptcExt:DigitalSourceType", after.Keys);
        Assert.Empty(ExifTool.Validate(result));
    }

    [ExifToolFact]
    public void A_sidecar_says_what_the_photo_says()
    {
        using TempFolder folder = new();
        string photo = MakePhoto(folder, "photo.jpg"), result = folder.File("result.jpg");
        Assert.Null(Result.Make(photo, "dog.jpg", result, "enhance", MetadataMode.Sidecar));
        Assert.Equal(File.ReadAllBytes(Result.Photo("dog.jpg")), File.ReadAllBytes(result));
        Dictionary<string, string> before = ExifTool.Read(photo), after = ExifTool.Read(result + ".xmp");
        Assert.Equal(before["ExifIFD:DateTimeOriginal"] + "+02:00", after["XMP-exif:DateTimeOriginal"]);
        Assert.Equal(before["IFD0:Model"], after["XMP-tiff:Model"]);
        Assert.Equal(double.Parse(before["GPS:GPSLatitude"], System.Globalization.CultureInfo.InvariantCulture), double.Parse(after["XMP-exif:GPSLatitude"], System.Globalization.CultureInfo.InvariantCulture), 5);
        Assert.Equal("At the sea", after["XMP-photoshop:Headline"]);
        Assert.Empty(ExifTool.Validate(result + ".xmp"));
    }

    private static string MakePhoto(TempFolder folder, string name)
    {
        string photo = folder.File(name);
        if (name == "photo.heic") ExifTool.Run("heif-enc", "-o", photo, Result.Photo("dog.png"));
        else File.Copy(Result.Photo(name switch { "photo.png" => "dog.png", "photo.webp" => "lighthouse.webp", _ => "dog.jpg" }), photo);
        List<string> arguments =
        [
            "-overwrite_original", "-n", "-IFD0:Make=Acme", "-IFD0:Model=Acme One", "-LensModel=Acme 35mm f/2", "-DateTimeOriginal=2026:07:14 18:30:05", "-OffsetTimeOriginal=+02:00",
            "-CreateDate=2026:07:14 18:30:06", "-ExposureTime=0.004", "-FNumber=2.8", "-ISO=200", "-FocalLength=35", "-GPSLatitude=47.3769", "-GPSLatitudeRef=N", "-GPSLongitude=8.5417",
            "-GPSLongitudeRef=E", "-GPSAltitude=408", "-GPSAltitudeRef=0", "-IFD0:Artist=Ann Example", "-IFD0:Copyright=(c) Ann Example", "-XMP-dc:Rights=(c) Ann Example", "-XMP-xmp:Rating=4",
            "-XMP-dc:Subject=harbour", "-XMP-dc:Subject=dog", "-XMP-dc:Description=A dog at the harbour", "-IFD0:Orientation=6", "-ExifIFD:ColorSpace=65535",
        ];
        if (name == "big-endian.jpg") arguments.Insert(0, "-ExifByteOrder=MM");
        if (name.EndsWith(".jpg", StringComparison.Ordinal)) arguments.AddRange(["-IPTC:Headline=At the sea", "-IPTC:Keywords=sea", $"-ThumbnailImage<={Result.Photo("dog.jpg")}"]);
        ExifTool.Run("exiftool", [.. arguments, photo]);
        return photo;
    }
}

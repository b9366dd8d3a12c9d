using Xunit.Abstractions;

namespace Phota.Tests.Metadata;

/// <summary>Photos of real cameras: PHOTAPS_CAMERAS names a folder of them. None is in the repository, for they are other people's.</summary>
public sealed class CameraTests(ITestOutputHelper output)
{
    private static readonly string[] s_lost =
    [
        "ExifIFD:ExifVersion", "ExifIFD:ComponentsConfiguration", "ExifIFD:CompressedBitsPerPixel", "ExifIFD:FlashpixVersion", "ExifIFD:ColorSpace",
        "ExifIFD:ExifImageWidth", "ExifIFD:ExifImageHeight", "ExifIFD:RelatedSoundFile", "ExifIFD:SubSecTime", "ExifIFD:OffsetTime", "ExifIFD:Gamma", "ExifIFD:Padding",
        "ExifIFD:OffsetSchema", "GPS:GPSVersionID", "XMP-exif:ExifImageWidth", "XMP-exif:ExifImageHeight", "XMP-exif:ColorSpace", "XMP-exif:NativeDigest", "XMP-exif:CompressedBitsPerPixel",
        "XMP-photoshop:ICCProfileName", "XMP-photoshop:ColorMode", "XMP-photoshop:LegacyIPTCDigest", "XMP-dc:Format",
    ];

    [ExifToolFact]
    public void Photos_of_cameras_keep_their_tags()
    {
        string? folder = Environment.GetEnvironmentVariable("PHOTAPS_CAMERAS");
        if (folder is null) return;
        using TempFolder results = new();
        List<string> wrong = [];
        foreach (string photo in Directory.EnumerateFiles(folder).Where(IsImage).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(photo);
            string? warning = Result.Make(photo, "dog.jpg", results.File(name + ".jpg"), "enhance");
            if (warning is not null)
            {
                output.WriteLine($"| {name} | {warning} |");
                continue;
            }

            Dictionary<string, string> before = ExifTool.Read(photo), after = ExifTool.Read(results.File(name + ".jpg"));
            string[] kept = [.. before.Keys.Where(IsKept).Except(s_lost)];
            string[] lost = [.. kept.Where(tag => !after.TryGetValue(tag, out string? value) || value != before[tag])];
            string maker = before.Keys.Select(tag => tag.Split(':')[0]).FirstOrDefault(IsMaker) ?? "-";
            string[] notes = [.. before.Keys.Where(tag => tag.StartsWith(maker + ":", StringComparison.Ordinal))];
            int same = notes.Count(tag => after.GetValueOrDefault(tag) == before[tag]);
            string[] all = ExifTool.Validate(results.File(name + ".jpg"));
            string[] said = [.. all.Except(ExifTool.Validate(photo))];
            output.WriteLine($"| {name} | {before.GetValueOrDefault("IFD0:Make")} {before.GetValueOrDefault("IFD0:Model")} | {kept.Length - lost.Length}/{kept.Length} | {maker} {same}/{notes.Length} | {string.Join("; ", all)} | {string.Join(", ", lost)}");
            if (lost.Length > 0 || said.Length > 0) wrong.Add(name);
        }

        Assert.Empty(wrong);
    }

    private static bool IsKept(string tag) =>
        tag.Split(':')[0] is "ExifIFD" or "GPS" or "IPTC" or "XMP-dc" or "XMP-iptcCore" or "XMP-photoshop" or "XMP-exif" or "XMP-aux" or "XMP-xmpRights" or "XMP-lr" or "XMP-mwg-rs" or "XMP-plus" or "XMP-exifEX"
        || tag is "IFD0:Make" or "IFD0:Model" or "IFD0:Artist" or "IFD0:Copyright" or "IFD0:ImageDescription" or "IFD0:Rating" or "XMP-xmp:Rating" or "XMP-xmp:Label" or "XMP-xmp:CreateDate";

    private static bool IsImage(string path) => Path.GetExtension(path).ToLowerInvariant() is ".jpg" or ".jpeg" or ".heic" or ".hif" or ".png" or ".webp";

    private static bool IsMaker(string group) =>
        group is "Canon" or "CanonCustom" or "Nikon" or "Olympus" or "Sony" or "Panasonic" or "Pentax" or "FujiFilm" or "Casio" or "Apple" or "Minolta" or "Kodak" or "Ricoh" or "Sigma" or "Sanyo"
            or "Samsung" or "GE" or "HP" or "JVC" or "Leica" or "Motorola" or "Reconyx" or "Leaf" or "Microsoft" or "DJI" or "Google" or "FLIR" or "InfiRay" or "Infrared" or "GoPro" or "MakerUnknown" or "Unknown";
}

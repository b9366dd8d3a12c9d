namespace Phota;

/// <summary>A picture as a page can have it: a file that browsers show, or words for why there is none.</summary>
internal sealed class ReportPicture
{
    private ReportPicture(LocalPhoto photo) => Photo = photo;

    private ReportPicture(string missing) => Missing = missing;

    public LocalPhoto? Photo { get; }

    /// <summary>Why there is none to show, to go on with after the picture's name; null when there is one.</summary>
    public string? Missing { get; }

    public static ReportPicture Find(string? path)
    {
        if (path is null) return new("is not saved");
        if (ReportNames.IsAddress(path)) return new("is at an address, and not in this page");
        if (!File.Exists(path)) return new("is not there any more");
        try
        {
            LocalPhoto photo = LocalPhoto.Open(path);
            return photo.Format == ImageFormat.Heic ? new("is a HEIC picture, which browsers do not show") : new(photo);
        }
        catch (PhotaException)
        {
            return new("cannot be read as a picture");
        }
    }
}

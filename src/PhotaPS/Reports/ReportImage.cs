namespace PhotaPS;

/// <summary>An image of a page: a file that browsers show, or the reason why it is missing.</summary>
internal sealed class ReportImage
{
    private ReportImage(LocalPhoto photo) => Photo = photo;

    private ReportImage(string missing) => Missing = missing;

    public LocalPhoto? Photo { get; }

    /// <summary>Why it is missing, as the end of a sentence that begins with its name; null when it is there.</summary>
    public string? Missing { get; }

    public static ReportImage Find(string? path)
    {
        if (path is null) return new("is not saved");
        if (ReportNames.IsUrl(path)) return new("is at a URL, and not in this page");
        if (!File.Exists(path)) return new("is not there any more");
        try
        {
            LocalPhoto photo = LocalPhoto.Open(path);
            return photo.Format == ImageFormat.Heic ? new("is a HEIC image, which browsers do not show") : new(photo);
        }
        catch (PhotaException)
        {
            return new("cannot be read as an image");
        }
    }
}

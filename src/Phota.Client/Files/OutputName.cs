namespace Phota;

/// <summary>
/// The file name of a result: the same on every run, and never the same for two sources of one folder.
/// <c>dog.jpg</c> stays <c>dog.jpg</c>, <c>dog.png</c> becomes <c>dog.png.jpg</c>, <c>dog</c> becomes <c>dog.image.jpg</c>;
/// a second variation is <c>dog.v2.jpg</c>.
/// </summary>
internal static class OutputName
{
    private static readonly string[] s_imageExtensions = [".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif"];

    public static string For(string sourceName, int index, ImageFormat format)
    {
        string name = WithExtension(SafeName.Shorten(sourceName), format);
        return index == 0 ? name : Variation(name, index);
    }

    /// <summary>The name of a further variation: the second of <c>dog.jpg</c> is <c>dog.v2.jpg</c>.</summary>
    public static string Variation(string name, int index)
    {
        string extension = Path.GetExtension(name);
        return $"{name.Substring(0, name.Length - extension.Length)}.v{index + 1}{extension}";
    }

    // A name is kept only if nothing else maps to it: 'dog.png.jpg' is what 'dog.png' becomes, so as a source it is extended.
    private static string WithExtension(string name, ImageFormat format)
    {
        string own = Path.GetExtension(name);
        string inner = Path.GetExtension(Path.GetFileNameWithoutExtension(name));
        if (!IsImage(own)) return $"{name}.image{Extension(format)}";
        bool isFree = IsOf(own, format) && !IsImage(inner) && !Is(inner, ".image") && !IsVariation(inner);
        return isFree ? name : name + Extension(format);
    }

    public static string Extension(ImageFormat format) => format switch
    {
        ImageFormat.Png => ".png",
        ImageFormat.WebP => ".webp",
        ImageFormat.Heic => ".heic",
        _ => ".jpg",
    };

    public static bool IsImage(string extension) => s_imageExtensions.Any(known => Is(known, extension));

    private static bool IsVariation(string extension) =>
        extension.Length > 2 && extension[1] is 'v' or 'V' && extension.Skip(2).All(char.IsDigit);

    private static bool IsOf(string extension, ImageFormat format) =>
        Is(extension, Extension(format)) || (format == ImageFormat.Jpeg && Is(extension, ".jpeg"));

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}

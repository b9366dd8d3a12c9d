namespace Phota;

/// <summary>Paths and addresses as a page for others may show them: no folders of the writer's own, no signatures.</summary>
internal static class ReportNames
{
    /// <summary>The last part of a path or address.</summary>
    public static string Short(string source) => Path.GetFileName(WithoutQuery(source).TrimEnd('/', '\\'));

    /// <summary>A path as seen from the page's folder if it lies below that, else its last part; an address without its query.</summary>
    public static string Place(string source, string folder)
    {
        if (IsAddress(source)) return WithoutQuery(source);
        string relative = Relative(source, folder);
        return Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal) ? Short(source) : relative;
    }

    /// <summary>A path as an address within the page.</summary>
    public static string Reference(string path, string folder)
    {
        string relative = Relative(path, folder);
        if (Path.IsPathRooted(relative)) return new Uri(path).AbsoluteUri;
        return string.Join("/", relative.Split('/').Select(Uri.EscapeDataString));
    }

    public static bool IsAddress(string source) =>
        Uri.TryCreate(source, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);

    // A query may be a signature, which is as good as the picture.
    private static string WithoutQuery(string source) => IsAddress(source) ? new Uri(source).GetLeftPart(UriPartial.Path) : source;

    private static string Relative(string path, string folder)
    {
        string relative = Path.GetRelativePath(folder, path);
        return Path.DirectorySeparatorChar == '\\' ? relative.Replace('\\', '/') : relative;
    }
}

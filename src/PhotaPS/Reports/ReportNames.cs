namespace PhotaPS;

/// <summary>Paths and URLs as a page for others may show them: no folders of the writer's own, no signatures.</summary>
internal static class ReportNames
{
    /// <summary>A path as seen from the page's folder if it lies below that, else its last part; a URL without its query.</summary>
    public static string Place(string source, string folder)
    {
        if (IsUrl(source)) return ShownSource.Of(source);
        string relative = Relative(source, folder);
        return Path.IsPathRooted(relative) || relative.StartsWith("..", StringComparison.Ordinal) ? ShownSource.Name(source) : relative;
    }

    /// <summary>A path as a URL within the page.</summary>
    public static string Reference(string path, string folder)
    {
        string relative = Relative(path, folder);
        if (Path.IsPathRooted(relative)) return new Uri(path).AbsoluteUri;
        return string.Join("/", relative.Split('/').Select(Uri.EscapeDataString));
    }

    public static bool IsUrl(string source) =>
        Uri.TryCreate(source, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);

    private static string Relative(string path, string folder)
    {
        string relative = Path.GetRelativePath(folder, path);
        return Path.DirectorySeparatorChar == '\\' ? relative.Replace('\\', '/') : relative;
    }
}

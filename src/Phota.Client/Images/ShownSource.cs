namespace Phota;

/// <summary>Where an image comes from, as it may be shown in messages and logs.</summary>
public static class ShownSource
{
    /// <summary>A path as it is; a URL without its query and user, which may be signatures or passwords.</summary>
    /// <param name="source">A path or a URL.</param>
    public static string Of(string source) =>
        source.StartsWith("http", StringComparison.OrdinalIgnoreCase)
        && Uri.TryCreate(source, UriKind.Absolute, out Uri? url)
        && url.Scheme.StartsWith("http", StringComparison.Ordinal)
            ? Of(url)
            : source;

    /// <summary>The last part of a path or URL. .NET Framework's own method throws at some characters.</summary>
    /// <param name="source">A path or a URL.</param>
    public static string Name(string source)
    {
        string shown = Of(source).TrimEnd('/', '\\');
        return shown.Substring(SafeName.LastPart(shown));
    }

    /// <summary>A URL without its query and user.</summary>
    /// <param name="url">An absolute URL.</param>
    public static string Of(Uri url) => url.GetComponents(
        UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path, UriFormat.UriEscaped);
}

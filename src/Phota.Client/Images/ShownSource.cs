namespace Phota;

/// <summary>Where a picture comes from, as it may be shown in messages and logs.</summary>
public static class ShownSource
{
    /// <summary>A path as it is; an address without its query and user, which are as good as the picture.</summary>
    /// <param name="source">A path or an address.</param>
    public static string Of(string source) =>
        source.StartsWith("http", StringComparison.OrdinalIgnoreCase)
        && Uri.TryCreate(source, UriKind.Absolute, out Uri? address)
        && address.Scheme.StartsWith("http", StringComparison.Ordinal)
            ? Of(address)
            : source;

    /// <summary>The last part of a path or address, whatever letters it has: .NET Framework's own way throws at some.</summary>
    /// <param name="source">A path or an address.</param>
    public static string Name(string source)
    {
        string shown = Of(source).TrimEnd('/', '\\');
        return shown.Substring(SafeName.LastPart(shown));
    }

    /// <summary>An address without its query and user.</summary>
    /// <param name="address">An absolute address.</param>
    public static string Of(Uri address) => address.GetComponents(
        UriComponents.Scheme | UriComponents.Host | UriComponents.Port | UriComponents.Path, UriFormat.UriEscaped);
}

namespace Phota;

/// <summary>Which URLs may be requested: https anywhere, plain http only on this machine.</summary>
internal static class Endpoint
{
    public static readonly Uri Default = new("https://api.photalabs.com");

    public static bool IsAllowed(Uri uri) =>
        uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    public static bool IsSameOrigin(Uri a, Uri b) =>
        Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Where a redirect leads; what came by https goes on by https, even on this machine.</summary>
    public static Uri Redirected(Uri from, Uri location)
    {
        bool isAllowed = Uri.TryCreate(from, location, out Uri? to) && IsAllowed(to) && (from.Scheme == to.Scheme || to.Scheme == Uri.UriSchemeHttps);
        return isAllowed
            ? to!
            : throw new PhotaException(PhotaErrorKind.Response, $"{ShownSource.Of(from)} redirects to a URL that is not https, which is not opened.");
    }

    public static Uri Require(Uri baseUri)
    {
        if (IsAllowed(baseUri) && baseUri is { PathAndQuery: "/", Fragment: "" }) return baseUri;
        if (IsAllowed(baseUri))
        {
            throw new PhotaException(PhotaErrorKind.Validation, $"The endpoint '{baseUri.OriginalString}' has more than a host; the paths of the API are added to {baseUri.GetLeftPart(UriPartial.Authority)}.")
            {
                IsFatal = true,
            };
        }

        throw new PhotaException(
            PhotaErrorKind.Validation,
            $"The endpoint '{baseUri.OriginalString}' is refused: the key travels only by https, or by http to this machine.")
        {
            IsFatal = true,
        };
    }
}

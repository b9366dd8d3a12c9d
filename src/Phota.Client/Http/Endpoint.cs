using System.Net;

namespace Phota;

/// <summary>Which URLs may be requested: https anywhere, plain http only on this machine.</summary>
internal static class Endpoint
{
    public static readonly Uri Default = new("https://api.photalabs.com");

    public static bool IsAllowed(Uri uri) =>
        uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri)));

    /// <summary>Whether a URL leads to this machine. .NET counts a form as such that leads elsewhere: http://[::127.0.0.1].</summary>
    public static bool IsLoopback(Uri uri) =>
        uri.IdnHost.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(uri.IdnHost, out IPAddress? address) && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    /// <summary>Whether an answer or a list may name a URL to be requested: one of this machine only where the endpoint is too.</summary>
    public static bool IsAllowed(Uri uri, Uri endpoint) => IsAllowed(uri) && (!IsLoopback(uri) || IsLoopback(endpoint));

    public static bool IsSameOrigin(Uri a, Uri b) =>
        Uri.Compare(a, b, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Where a redirect leads; what came by https goes on by https, even on this machine.</summary>
    public static Uri Redirected(Uri from, Uri location)
    {
        bool isAllowed = Uri.TryCreate(from, location, out Uri? to) && IsAllowed(to, from) && (from.Scheme == to.Scheme || to.Scheme == Uri.UriSchemeHttps);
        return isAllowed
            ? to!
            : throw new PhotaException(PhotaErrorKind.Response, $"{ShownSource.Of(from)} redirects to a URL that is not https or is of this machine, which is not opened.");
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

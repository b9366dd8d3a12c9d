using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Phota;

/// <summary>Tells apart what may go wrong below HTTP.</summary>
internal static class NetworkFailure
{
    public static bool IsNetwork(Exception e) => e is HttpRequestException or IOException or SocketException or ObjectDisposedException or InvalidDataException;

    public static Attempt<T> ToAttempt<T>(Exception e, Uri baseUri, bool isSent)
    {
        bool isUnreachable = IsUnreachable(e);
        string what = isUnreachable ? $"The endpoint {baseUri} cannot be reached" : "The connection broke";
        return new()
        {
            Failure = isUnreachable || !isSent ? Failure.NotSent : Failure.Broken,
            Error = new(PhotaErrorKind.Network, $"{what}: {Innermost(e).Message}", e) { IsFatal = isUnreachable },
        };
    }

    private static bool IsUnreachable(Exception e)
    {
        for (Exception? at = e; at is not null; at = at.InnerException)
        {
            if (at is AuthenticationException) return true;
            if (at is SocketException socket && IsConnecting(socket.SocketErrorCode)) return true;
            if (at is WebException web && IsConnecting(web.Status)) return true;
#if !NETFRAMEWORK
            if (at is HttpRequestException http && IsConnecting(http.HttpRequestError)) return true;
#endif
        }

        return false;
    }

    private static bool IsConnecting(SocketError error) => error
        is SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable
        or SocketError.NetworkUnreachable or SocketError.NoData or SocketError.TryAgain;

    private static bool IsConnecting(WebExceptionStatus status) => status
        is WebExceptionStatus.ConnectFailure or WebExceptionStatus.NameResolutionFailure
        or WebExceptionStatus.TrustFailure or WebExceptionStatus.SecureChannelFailure
        or WebExceptionStatus.ProxyNameResolutionFailure;

#if !NETFRAMEWORK
    private static bool IsConnecting(HttpRequestError error) => error
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError;
#endif

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}

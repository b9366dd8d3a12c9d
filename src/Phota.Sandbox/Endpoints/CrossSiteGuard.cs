using System.Net;
using Phota.Sandbox.Http;

namespace Phota.Sandbox.Endpoints;

/// <summary>Keeps web pages from steering the sandbox: a foreign Origin, a rebound host name, a form post.</summary>
internal sealed class CrossSiteGuard(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http) => Refuse(http.Request) is { } refusal ? refusal.ExecuteAsync(http) : next(http);

    private static Answer? Refuse(HttpRequest request)
    {
        if (!IsLoopback(request.Host))
            return Error(StatusCodes.Status403Forbidden, $"Host '{request.Host}' is not a loopback address.");
        if (request.Headers.Origin is [var origin, ..] && origin != $"{request.Scheme}://{request.Host}")
            return Error(StatusCodes.Status403Forbidden, $"Origin '{origin}' is another site.");

        // Browsers send text/plain and form posts to other sites without asking first, but never JSON.
        bool isControlPost = HttpMethods.IsPost(request.Method) && request.Path.StartsWithSegments("/sandbox");
        return isControlPost && HasBody(request) && !request.HasJsonContentType()
            ? Error(StatusCodes.Status415UnsupportedMediaType, $"Content-Type must be application/json, not '{request.ContentType}'.")
            : null;
    }

    private static bool IsLoopback(HostString host) =>
        host.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Host, out IPAddress? address) && IPAddress.IsLoopback(address));

    private static bool HasBody(HttpRequest request) => request.ContentLength > 0 || request.Headers.TransferEncoding.Count > 0;

    private static Answer Error(int status, string message) => Answer.Of(status, new { Error = message });
}

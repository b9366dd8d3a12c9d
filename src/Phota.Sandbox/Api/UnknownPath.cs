using Microsoft.AspNetCore.Routing.Template;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Api;

/// <summary>FastAPI's 404 for a path that does not exist, and its 405 for one that does, with another method.</summary>
internal static class UnknownPath
{
    public static IResult Get(Exchange exchange, EndpointDataSource endpoints)
    {
        string[] methods = MethodsOf(exchange.Path, endpoints);
        exchange.Judge(VerdictRule.UnknownPath, $"The contract has no {exchange.Log.Method} {exchange.Path}.");
        if (methods.Length == 0)
            return Answer.Of(StatusCodes.Status404NotFound, new { Detail = "Not Found" });

        exchange.Http.Response.Headers.Allow = string.Join(", ", methods);
        return Answer.Of(StatusCodes.Status405MethodNotAllowed, new { Detail = "Method Not Allowed" });
    }

    private static string[] MethodsOf(string path, EndpointDataSource endpoints) =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(e => Matches(e, path))
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
            .Distinct(),
    ];

    private static bool Matches(RouteEndpoint endpoint, string path) =>
        new TemplateMatcher(TemplateParser.Parse(endpoint.RoutePattern.RawText!.TrimStart('/')), [])
            .TryMatch(path, []);
}

using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Net.Http.Headers;

namespace Phota.Sandbox.Endpoints;

internal static class ApiEndpoints
{
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder all = routes.MapGroup("").AddEndpointFilter(new RequestPipeline());
        RouteGroupBuilder api = all.MapGroup(ApiPaths.Root).AddEndpointFilter(new AccessCheck());
        api.MapImages();
        api.MapProfiles();
        api.MapGet("/webhook-secret", (RequestContext context) => BufferedResponse.Ok(
            new JsonObject { [context.State.Switches["webhook_secret_key"]] = context.State.Callbacks.Secret }));

        all.MapGet(ApiPaths.Root + "/openapi.json", () => Results.Bytes(OpenApi.Utf8, "application/json"));
        all.MapMethods(FileStore.Prefix + "{**name}", [HttpMethods.Get, HttpMethods.Head], Download);
        all.MapFallback("{**path}", UnknownPath);
    }

    /// <summary>A signed download, as a storage host would serve it: no key, ranges allowed, errors in XML.</summary>
    private static IResult Download(RequestContext context, string name, string? expires, string? signature)
    {
        SandboxState state = context.State;
        LinkState link = context.Fault.ExpiresDownload ? LinkState.Expired : state.Files.Check(name, expires, signature);
        if (link != LinkState.Valid)
        {
            string code = link == LinkState.Expired ? "ExpiredToken" : "SignatureDoesNotMatch";
            return Error(state.Switches.Integer("expired_url_status"), code);
        }

        return state.Images.Find(name) is { } image
            ? Results.Bytes(
                image.Read(), image.MediaType, enableRangeProcessing: true, entityTag: new EntityTagHeaderValue($"\"{name}\""))
            : Error(StatusCodes.Status404NotFound, "NoSuchKey");

        static BufferedResponse Error(int status, string code) => new(
            status, "application/xml", Encoding.UTF8.GetBytes($"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code></Error>"));
    }

    /// <summary>FastAPI's 404 for a path that does not exist, and its 405 for one that does, with another method.</summary>
    private static BufferedResponse UnknownPath(RequestContext context, EndpointDataSource endpoints)
    {
        string[] methods =
        [
            .. endpoints.Endpoints.OfType<RouteEndpoint>()
                .Where(endpoint => Matches(endpoint, context.Path))
                .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? [])
                .Distinct(),
        ];
        context.AddVerdict(VerdictRule.UnknownPath, $"The contract has no {context.Log.Method} {context.Path}.");
        if (methods.Length == 0)
            return BufferedResponse.Of(404, new { Detail = "Not Found" });

        context.Http.Response.Headers.Allow = string.Join(", ", methods);
        return BufferedResponse.Of(405, new { Detail = "Method Not Allowed" });

        static bool Matches(RouteEndpoint endpoint, string path) =>
            new TemplateMatcher(TemplateParser.Parse(endpoint.RoutePattern.RawText!.TrimStart('/')), []).TryMatch(path, []);
    }
}

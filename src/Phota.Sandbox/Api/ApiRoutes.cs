using Phota.Sandbox.Contract;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Api;

internal static class ApiRoutes
{
    public static void MapApi(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder all = routes.MapGroup("").AddEndpointFilter(new Passage());
        RouteGroupBuilder api = all.MapGroup(StudioPaths.Root).AddEndpointFilter(new KeyCheck());

        foreach (Operation operation in Operation.All)
        {
            api.MapPost("/" + operation.Name, (Exchange exchange) => Studio.RunAsync(exchange, operation))
                .WithMetadata(operation);
        }

        api.MapGet("/jobs/{job_id}", Jobs.GetAsync);
        api.MapGet("/webhook-secret", WebhookSecret.Get);
        api.MapPost("/profiles/add", AddProfile.Post);
        api.MapGet("/profiles/ids", ListProfiles.Get);
        api.MapGet("/profiles/{profile_id}/status", ProfileStatus.Get);
        api.MapGet("/profiles/{profile_id}/profile_picture", ProfilePicture.GetAsync);
        api.MapDelete("/profiles/{profile_id}", DeleteProfile.Delete);

        all.MapGet(StudioPaths.Root + "/openapi.json", () => Answer.Ok(OpenApi.Document));
        all.MapMethods(DownloadLinks.Prefix + "{**name}", [HttpMethods.Get, HttpMethods.Head], Downloads.Get);
        all.MapFallback("{**path}", UnknownPath.Get);
    }
}

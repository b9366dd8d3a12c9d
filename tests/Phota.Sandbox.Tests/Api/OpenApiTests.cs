using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Api;

public sealed class OpenApiTests
{
    private const string Path = "/v1/phota/openapi.json";

    [Fact]
    public async Task The_document_has_the_routes_that_there_are()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonNode document = await sandbox.GetAsync(Path);
        IEnumerable<string> described = document["paths"]!.AsObject()
            .SelectMany(p => p.Value!.AsObject().Select(m => $"{m.Key.ToUpperInvariant()} {p.Key}"));
        IEnumerable<string> routed = sandbox.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.StartsWith("/v1/phota/", StringComparison.Ordinal))
            .SelectMany(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} {e.RoutePattern.RawText}"))
            .Where(route => !route.EndsWith(Path, StringComparison.Ordinal));
        Assert.Equal(11, described.Count());
        Assert.Equal(routed.Order(), described.Order());
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonNode document = await sandbox.GetAsync(Path);
        string[] references = [.. References(document)];
        Assert.NotEmpty(references);
        Assert.All(references, r => Assert.NotNull(r.Split('/').Skip(1).Aggregate(document, (node, name) => node[name]!)));
    }

    [Fact]
    public async Task Request_schemas_have_the_contracts_fields()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonNode schemas = (await sandbox.GetAsync(Path))["components"]!["schemas"]!;
        Assert.Equal(
            "prompt,images,profile_ids,num_output_images,aspect_ratio,resolution,quality,base_model,output_format,response_mode,async,callback_url,client_request_id"
                .Split(',').Order(),
            schemas["EditRequest"]!["properties"]!.AsObject().Select(p => p.Key).Order());
        Assert.Equal(["image"], schemas["EnhanceRequest"]!["required"]!.AsArray().Select(r => r!.GetValue<string>()));
        Assert.Equal(10, schemas["EditRequest"]!["properties"]!["images"]!["maxItems"]!.GetValue<int>());
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(p => p.Key == "$ref" ? [p.Value!.GetValue<string>()] : References(p.Value)),
        JsonArray a => a.SelectMany(References),
        _ => [],
    };
}

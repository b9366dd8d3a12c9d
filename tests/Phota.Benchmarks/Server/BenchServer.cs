using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Phota.Benchmarks.Server;

/// <summary>
/// The least that answers like Phota: request bodies are read and dropped, answers were made before the first request.
/// It ends when the standard input of its parent process ends.
/// </summary>
internal static class BenchServer
{
    public static async Task<int> RunAsync(ServerOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.AddServerHeader = false;
        });
        await using WebApplication server = builder.Build();
        Answering answering = new(options);
        server.MapPost("/v1/phota/{operation}", answering.PostAsync);
        server.MapGet("/v1/phota/jobs/{id}", answering.JobAsync);
        server.MapGet("/files/{name}", answering.FileAsync);
        server.MapGet("/bench/counts", answering.CountsAsync);
        server.MapGet("/bench/held", answering.HeldAsync);
        await server.StartAsync();
        answering.Address = server.Urls.First();
        Console.WriteLine(answering.Address);
        await Console.In.ReadToEndAsync();
        return 0;
    }
}

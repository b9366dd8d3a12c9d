using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
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
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (options.Certificate.Length == 0) return;
                // As the others do; curl would take HTTP/2 where it can.
                listen.Protocols = HttpProtocols.Http1;
                listen.UseHttps(X509CertificateLoader.LoadPkcs12FromFile(options.Certificate, null));
            });
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
        Console.WriteLine(server.Urls.First());
        await Console.In.ReadToEndAsync();
        return 0;
    }
}

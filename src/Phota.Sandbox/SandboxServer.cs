using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Phota.Sandbox.Api;
using Phota.Sandbox.Control;
using Phota.Sandbox.Endpoints;
using Phota.Sandbox.Http;
using Phota.Sandbox.State;

namespace Phota.Sandbox;

/// <summary>A running local Phota API, on loopback only.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private SandboxServer(WebApplication app, Uri baseUri, int seed)
    {
        _app = app;
        BaseUri = baseUri;
        Seed = seed;
    }

    /// <summary>For example <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri BaseUri { get; }

    public int Seed { get; }

    internal IServiceProvider Services => _app.Services;

    /// <exception cref="ArgumentException">A switch in <paramref name="options"/> does not exist.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SandboxServer> StartAsync(
        SandboxOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new SandboxOptions();
        _ = new Switches(options.Switches);

        WebApplication app = Build(options);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequired<IServerAddressesFeature>();
        var baseUri = new Uri(addresses.Addresses.Single());
        app.Services.GetRequiredService<Worlds>().Open(baseUri);
        return new SandboxServer(app, baseUri, options.Seed);
    }

    public async ValueTask DisposeAsync()
    {
        _app.Services.GetRequiredService<Worlds>().Dispose();
        using var timeout = new CancellationTokenSource(s_stopTimeout);
        await _app.StopAsync(timeout.Token);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(SandboxOptions options)
    {
        // The empty builder: no configuration files, environment variables or loggers of the host leak in.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());

        // A buffer of one byte makes every write wait until the socket has it: a fault that breaks the connection
        // after so many bytes breaks it there, and a client that stops reading is felt at once.
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.MaxWriteBufferSize = 1);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(new Worlds(options));

        WebApplication app = builder.Build();
        app.UseMiddleware<CrossSiteGuard>();
        app.UseMiddleware<Journal>();
        app.UseRouting();
        app.MapApi();
        app.MapControl();
        return app;
    }
}

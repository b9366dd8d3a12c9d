using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Phota.Sandbox;

/// <summary>How a sandbox starts. The same seed gives the same ids, secrets and images.</summary>
public sealed record SandboxOptions
{
    /// <summary>The loopback port; 0 takes any free one.</summary>
    public int Port { get; init; }

    /// <summary>What ids, secrets and images are derived from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Switch values by name, as in <c>POST /sandbox/switches</c>; a reset returns to these.</summary>
    public IReadOnlyDictionary<string, string> Switches { get; init; } = new Dictionary<string, string>();
}

/// <summary>A running local Phota API, on loopback only.</summary>
public sealed class SandboxServer : IAsyncDisposable
{
    private static readonly TimeSpan s_stopTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private SandboxServer(WebApplication app, Uri baseUri, int seed) => (_app, BaseUri, Seed) = (app, baseUri, seed);

    /// <summary>For example <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri BaseUri { get; }

    /// <summary>The seed that it was started with.</summary>
    public int Seed { get; }

    internal IServiceProvider Services => _app.Services;

    /// <summary>Starts a sandbox in this process.</summary>
    /// <exception cref="ArgumentException">A switch in <paramref name="options"/> does not exist.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SandboxServer> StartAsync(SandboxOptions? options = null, CancellationToken cancellationToken = default)
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

        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>();
        var baseUri = new Uri(addresses.Addresses.Single());
        app.Services.GetRequiredService<StateHolder>().Open(baseUri);
        return new SandboxServer(app, baseUri, options.Seed);
    }

    /// <summary>Cuts off what is under way and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _app.Services.GetRequiredService<StateHolder>().Dispose();
        using var timeout = new CancellationTokenSource(s_stopTimeout);
        await _app.StopAsync(timeout.Token);
        await _app.DisposeAsync();
    }

    private static WebApplication Build(SandboxOptions options)
    {
        // The empty builder: no configuration files, environment variables or loggers of the host leak in.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());

        // A buffer of one byte makes every write wait until the socket has it: a fault that breaks the connection
        // after so many bytes breaks it there, and a client that stops reading is noticed at once.
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
        builder.Services.AddSingleton(new StateHolder(options));

        WebApplication app = builder.Build();
        app.UseMiddleware<CrossSiteGuard>();
        app.UseMiddleware<RequestLogging>();
        app.UseRouting();
        app.MapApi();
        app.MapControl();
        return app;
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Phota.Tests.Live.Matrix;

/// <summary>An https endpoint with a self-signed certificate; a request that reaches it is a leak of the key.</summary>
internal sealed class SelfSigned : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _requests;

    private SelfSigned(X509Certificate2 certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        _app = builder.Build();
        _app.Run(_ =>
        {
            Interlocked.Increment(ref _requests);
            return Task.CompletedTask;
        });
    }

    /// <summary>Whether such an endpoint can be had here: Wine creates no key for its certificate.</summary>
    public static bool IsPossible => !Wine.IsHere;

    public int Requests => _requests;

    public string Address => $"https://localhost:{new Uri(_app.Urls.Single()).Port}";

    public static async Task<SelfSigned> StartAsync()
    {
        using ECDsa key = ECDsa.Create();
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        SelfSigned server = new(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1)));
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

using System.Net;
using System.Net.Sockets;

namespace Phota.Tests.Live;

/// <summary>A listener on a free port; .NET Framework's own cannot be disposed of.</summary>
internal sealed class TestListener : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public TestListener() => _listener.Start();

    public Uri Uri => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public Task<TcpClient> AcceptAsync(CancellationToken cancellationToken) => _listener.AcceptTcpClientAsync(cancellationToken).AsTask();

    public void Dispose() => _listener.Stop();
}

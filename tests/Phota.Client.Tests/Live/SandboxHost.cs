using Phota.Sandbox;

namespace Phota.Tests.Live;

/// <summary>A sandbox within the process of the tests.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    private readonly SandboxServer _server;

    private SandboxHost(SandboxServer server) => _server = server;

    public Uri BaseUri => _server.BaseUri;

    public static async Task<SandboxHost> StartAsync(IEnumerable<KeyValuePair<string, string>> switches) =>
        new(await SandboxServer.StartAsync(new SandboxOptions { Switches = switches.ToDictionary(pair => pair.Key, pair => pair.Value) }));

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

using System.Collections.Concurrent;
using System.Text;

namespace Phota.Tests.Live;

/// <summary>A sandbox in a process of its own. Processes are kept for the next test: each takes a second to start.</summary>
internal sealed class SandboxHost : IAsyncDisposable
{
    private static readonly ConcurrentBag<SandboxProcess> s_idle = [];
    private static readonly string s_assembly = Repository.File("out/PhotaPS/sandbox/Phota.Sandbox.dll");

    private readonly SandboxProcess _process;

    private SandboxHost(SandboxProcess process) => _process = process;

    public Uri BaseUri => _process.BaseUri;

    public static async Task<SandboxHost> StartAsync(IEnumerable<KeyValuePair<string, string>> switches)
    {
        if (!s_idle.TryTake(out SandboxProcess? process)) process = await SandboxProcess.StartAsync(s_assembly, []);
        using HttpClient control = new() { BaseAddress = new Uri(process.BaseUri, "/sandbox/") };
        await PostAsync(control, "reset", "{}");
        await PostAsync(control, "switches", System.Text.Json.JsonSerializer.Serialize(switches.ToDictionary(pair => pair.Key, pair => pair.Value)));
        return new SandboxHost(process);
    }

    public ValueTask DisposeAsync()
    {
        s_idle.Add(_process);
        return default;
    }

    private static async Task PostAsync(HttpClient control, string path, string json)
    {
        using StringContent body = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await control.PostAsync(path, body);
        response.EnsureSuccessStatusCode();
    }
}

using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Phota.Sandbox;

namespace Phota.Parity.Tests;

/// <summary>A sandbox that is visited as the real service would be, and its own account of that.</summary>
internal sealed class Visit : IAsyncDisposable
{
    public const string Key = "sandbox-parity-0123456789abcdef";

    private readonly SandboxServer _server;
    private readonly HttpClient _control;

    private Visit(SandboxServer server)
    {
        _server = server;
        _control = new() { BaseAddress = new Uri(server.BaseUri, "sandbox/") };
    }

    public Uri BaseUri => _server.BaseUri;

    public static async Task<Visit> StartAsync(IReadOnlyDictionary<string, string>? switches = null)
    {
        // Small images, where the size is not what is asked about: what is tested is what is seen.
        Dictionary<string, string> all = new() { ["image_size"] = "small" };
        foreach ((string name, string value) in switches ?? new Dictionary<string, string>()) all[name] = value;
        return new(await SandboxServer.StartAsync(new SandboxOptions { Switches = all }));
    }

    public async Task<ParityTable> AskAsync(bool withTraining = true, decimal maxCost = 4, Func<ParityOptions, ParityOptions>? with = null)
    {
        Uri callback = FreeAddress();
        ParityOptions options = new(new ApiKey(Key), Repository.File("docs/photos/dog.jpg"))
        {
            BaseUri = BaseUri,
            MaxCost = maxCost,
            CallbackUri = callback,
            ListenOn = callback,
            CallbackWait = TimeSpan.FromMilliseconds(500),
            RequestTimeout = TimeSpan.FromSeconds(30),
            JobTimeout = TimeSpan.FromSeconds(10),
            TrainingTimeout = TimeSpan.FromSeconds(10),
            TrainingInterval = TimeSpan.FromMilliseconds(100),
            TrainingUri = withTraining ? [.. Enumerable.Range(1, 5).Select(i => new Uri(BaseUri, $"/sandbox/photos/{i}.jpg"))] : [],
        };
        using ParityRun run = new(with?.Invoke(options) ?? options);
        foreach (ParityQuestion question in run.Questions) await run.AskAsync(question);
        return run.Finish();
    }

    public async Task<JsonObject> PostAsync(string path, object body)
    {
        using HttpResponseMessage response = await _control.PostAsJsonAsync(path, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    public async Task<JsonObject> GetAsync(string path) => JsonNode.Parse(await _control.GetStringAsync(path))!.AsObject();

    /// <summary>A training moves on by a state whenever it is asked about, however long that takes.</summary>
    public Task TrainInStepsAsync() => PostAsync("faults", new[]
    {
        new
        {
            match = new { path = "/v1/phota/profiles/add" },
            times = -1,
            action = new { kind = "profile", states = new[] { "VALIDATING", "QUEUING", "IN_PROGRESS" }, final = "READY" },
        },
    });

    public async Task<decimal> BillAsync() => decimal.Parse($"{(await GetAsync("bill"))["total"]}", CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _server.DisposeAsync();
    }

    private static Uri FreeAddress()
    {
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/callback/");
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Phota.Sandbox.Images;

namespace Phota.Sandbox.Tests.Support;

/// <summary>A sandbox of its own for a test, with small images, and the calls that tests make.</summary>
internal sealed class TestSandbox : IAsyncDisposable
{
    public const string Edit = "/v1/phota/edit";
    public const string Generate = "/v1/phota/generate";
    public const string Enhance = "/v1/phota/enhance";
    public const string Remix = "/v1/phota/remix";

    private readonly SandboxServer _server;

    private TestSandbox(SandboxServer server)
    {
        _server = server;
        Http = NewClient("sandbox-test");
        Keyless = NewClient(null);
    }

    public static byte[] Photo => StockImages.Sample(1);

    public static string PhotoBase64 => Convert.ToBase64String(Photo);

    public SandboxServer Server => _server;

    public Uri BaseUri => _server.BaseUri;

    public HttpClient Http { get; }

    public HttpClient Keyless { get; }

    public static Task<TestSandbox> StartAsync(params (string Name, string Value)[] switches) => StartAsync(1, switches);

    public static async Task<TestSandbox> StartAsync(int seed, params (string Name, string Value)[] switches)
    {
        var values = new Dictionary<string, string> { ["image_size"] = "small" };
        foreach ((string name, string value) in switches)
            values[name] = value;
        return new TestSandbox(await SandboxServer.StartAsync(new SandboxOptions { Seed = seed, Switches = values }));
    }

    public static JsonObject EnhanceBody(string mode = "urls") => new()
    {
        ["image"] = PhotoBase64,
        ["output_format"] = "jpg",
        ["response_mode"] = mode,
    };

    public static JsonObject AsyncBody(string? id = "one")
    {
        JsonObject body = EnhanceBody();
        body["async"] = true;
        body["client_request_id"] = id;
        return body;
    }

    public HttpClient NewClient(string? key)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = BaseUri };
        if (key is not null)
            client.DefaultRequestHeaders.Add("X-API-Key", key);
        return client;
    }

    public Task<HttpResponseMessage> PostAsync(string path, JsonNode body) => Http.PostAsJsonAsync(path, body);

    public async Task<JsonNode> PostAsync(string path, JsonNode body, HttpStatusCode expected)
    {
        using HttpResponseMessage response = await PostAsync(path, body);
        return await ReadAsync(response, expected);
    }

    public Task<JsonNode> EnhanceAsync(string mode = "urls") => PostAsync(Enhance, EnhanceBody(mode), HttpStatusCode.OK);

    public async Task<JsonNode> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using HttpResponseMessage response = await Http.GetAsync(path);
        return await ReadAsync(response, expected);
    }

    /// <summary>A call to <c>/sandbox</c> that must succeed.</summary>
    public async Task<JsonNode> ControlAsync(string path, JsonNode? body = null)
    {
        using HttpResponseMessage response = body is null
            ? await Keyless.GetAsync("/sandbox/" + path)
            : await Keyless.PostAsJsonAsync("/sandbox/" + path, body);
        return await ReadAsync(response, HttpStatusCode.OK);
    }

    public Task SwitchAsync(string name, string value) => ControlAsync("switches", new JsonObject { [name] = value });

    public Task AdvanceAsync(double seconds) => ControlAsync("clock", new JsonObject { ["advance_seconds"] = seconds });

    public Task FaultAsync(string action, string? match = null, int times = 1, int skip = 0) => ControlAsync("faults", new JsonArray(
        new JsonObject
        {
            ["action"] = JsonNode.Parse(action),
            ["match"] = JsonNode.Parse(match ?? "null"),
            ["times"] = times,
            ["skip"] = skip,
        }));

    public Task<JsonNode> WaitAsync(string @event, int count = 1) => ControlAsync($"wait?event={@event}&count={count}");

    public async Task<JsonArray> RequestsAsync(string query = "") => (await ControlAsync("requests" + query))["requests"]!.AsArray();

    public async Task<string[]> VerdictsAsync() =>
        [.. (await ControlAsync("verdicts"))["verdicts"]!.AsArray().Select(v => v!["rule"]!.GetValue<string>())];

    public async Task<decimal> TotalAsync() => (await ControlAsync("bill"))["total"]!.GetValue<decimal>();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Keyless.Dispose();
        await _server.DisposeAsync();
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        return JsonNode.Parse(text)!;
    }
}

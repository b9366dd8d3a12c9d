using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Phota.Tests.Live;

/// <summary>A sandbox of a test's own, with its control interface, and clients of it.</summary>
internal sealed class TestSandbox : IAsyncDisposable
{
    private static int s_accounts;

    private readonly SandboxHost _host;
    private readonly HttpClient _control;

    private TestSandbox(SandboxHost host)
    {
        _host = host;
        // Wine spoils a connection that was idle for some seconds.
        _control = new HttpClient { BaseAddress = new Uri(host.BaseUri, "/sandbox/"), DefaultRequestHeaders = { ConnectionClose = true } };
    }

    public Uri BaseUri => _host.BaseUri;

    public TempFolder Folder { get; } = new();

    /// <summary>A key of this sandbox's own, for runs that have to know their earlier ones.</summary>
    public string Key { get; } = $"sandbox-own-{Interlocked.Increment(ref s_accounts)}";

    public static async Task<TestSandbox> StartAsync(params (string Name, string Value)[] switches) => new(await SandboxHost.StartAsync(
        switches.Append(("image_size", "small")).Select(pair => new KeyValuePair<string, string>(pair.Item1, pair.Item2))));

    /// <summary>A client with an account, and so a rate limiter, of its own.</summary>
    public PhotaClient Client(
        string? key = null,
        TimeSpan? timeout = null,
        Action<PhotaException>? onRetry = null,
        Action<FinishedRequest>? onRequest = null) => new(
        new PhotaClientOptions(new ApiKey(key ?? $"sandbox-{Interlocked.Increment(ref s_accounts)}"))
        {
            BaseUri = BaseUri,
            Timeout = timeout ?? TimeSpan.FromSeconds(60),
            OnRetry = onRetry,
            OnRequest = onRequest,
        });

    public EnhanceRequest Enhance(ResponseMode mode = ResponseMode.Urls, int count = 1) =>
        new(ImageInput.FromFile(Photo())) { ResponseMode = mode, Count = count };

    public string Photo(string name = "photo.png", int length = 0)
    {
        string path = Folder.File(name);
        if (!File.Exists(path)) File.WriteAllBytes(path, Pixels.Png(length));
        return path;
    }

    /// <summary>Enhancements of photos that differ.</summary>
    public ImageRequest[] Photos(int count) =>
        [.. Enumerable.Range(1, count).Select(i => new EnhanceRequest(ImageInput.FromFile(Photo($"{i}.png", 500 + i))))];

    public OutputTarget Target(string name = "photo.png", bool overwrite = false)
    {
        Directory.CreateDirectory(Folder.File("out"));
        return new OutputTarget(Folder.File("out"), name, overwrite);
    }

    public string[] Results() => Directory.Exists(Folder.File("out"))
        ? [.. Directory.EnumerateFiles(Folder.File("out")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]
        : [];

    public async Task FaultAsync(string action, string match = """{"method":"POST","path":"/v1/phota/*"}""", int times = 1, int skip = 0)
    {
        using StringContent body = new(
            $$"""[{"match":{{match}},"skip":{{skip}},"times":{{times}},"action":{{action}}}]""", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _control.PostAsync("faults", body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task ClearFaultsAsync()
    {
        using HttpResponseMessage response = await _control.DeleteAsync("faults");
        response.EnsureSuccessStatusCode();
    }

    public async Task DeleteAsync(string path)
    {
        using HttpResponseMessage response = await _control.DeleteAsync(new Uri(path, UriKind.Relative));
        Assert.True(response.IsSuccessStatusCode);
    }

    public Task PostAsync(string path, object? body = null) => PostForAsync(path, body ?? new { });

    public async Task<JsonNode> PostForAsync(string path, object body)
    {
        using StringContent content = new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _control.PostAsync(path, content);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await _control.GetStringAsync(path))!;

    public Task WaitForAsync(string moment, int count = 1) => GetAsync($"wait?event={moment}&count={count}&timeout_seconds=20");

    public async Task<JsonArray> RequestsAsync() => (await GetAsync("requests"))["requests"]!.AsArray();

    public async Task<int> ChargesAsync() =>
        (await GetAsync("bill"))["entries"]!.AsArray().Count(entry => (string)entry!["kind"]! == "charge");

    public async Task<int> ImagesPaidAsync() =>
        (await GetAsync("bill"))["entries"]!.AsArray().Where(entry => (string)entry!["kind"]! == "charge").Sum(entry => (int)entry!["images"]!);

    public async Task<JsonArray> VerdictsAsync() => (await GetAsync("verdicts"))["verdicts"]!.AsArray();

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _host.DisposeAsync();
        Folder.Dispose();
    }
}

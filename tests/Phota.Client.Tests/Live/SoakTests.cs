using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Phota.Tests.Fuzzing;
using Xunit.Abstractions;

namespace Phota.Tests.Live;

/// <summary>A long day's work of one process, over a service that fails at random. Nothing else may run beside it.</summary>
[Collection("alone")]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int Workers = 16;

    // Small rounds: the bill of a long one would be most of the memory that is counted.
    private static readonly int s_rounds = FuzzEffort.Of(10, 30);
    private static readonly int s_perRound = FuzzEffort.Of(60, 100);

    // Where a synchronous answer is lost after the charge, so is the money, and no client can help it: that strikes the asynchronous path alone.
    private static readonly string s_faults = $"[{string.Join(',', new[]
    {
        Fault("POST", "/v1/phota/edit", 0.025, """{"kind":"reset","when":"after_charge"}"""),
        Fault("POST", "/v1/phota/edit", 0.025, """{"kind":"truncate","after_bytes":20}"""),
        Fault("POST", "/v1/phota/*", 0.0005, """{"kind":"respond","status":429}"""),
        Fault("POST", "/v1/phota/*", 0.0165, """{"kind":"reset","when":"before_read"}"""),
        Fault("POST", "/v1/phota/*", 0.0165, """{"kind":"respond","status":502,"content_type":"text/html","body":"<html>Bad gateway</html>"}"""),
        Fault("POST", "/v1/phota/*", 0.0165, """{"kind":"gzip"}"""),
        Fault("GET", "/v1/phota/jobs/*", 0.025, """{"kind":"respond","status":500}"""),
        Fault("GET", "/v1/phota/jobs/*", 0.025, """{"kind":"replace","content_type":"text/html","body":"<html>Hello</html>"}"""),
        Fault("GET", "/files/*", 0.0165, """{"kind":"truncate","after_bytes":50}"""),
        Fault("GET", "/files/*", 0.0165, """{"kind":"reset","when":"mid_body","after_bytes":50}"""),
        Fault("GET", "/files/*", 0.0165, """{"kind":"respond","status":503}"""),
    })}]";

    [LinuxFact]
    public async Task Requests_without_end_lose_nothing_and_leave_nothing_open()
    {
        using SandboxProcess sandbox = await SandboxProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "Phota.Sandbox.dll"), ["--seed", $"{FuzzEffort.Seed}", "--switch", "image_size=small", "--switch", "images=stock"]);
        using HttpClient control = new() { BaseAddress = new Uri(sandbox.BaseUri, "/sandbox/"), Timeout = TimeSpan.FromMinutes(5) };
        Resources? early = null;
        int struck = 0;
        for (int round = 0; round < s_rounds; round++)
        {
            struck += await RunRoundAsync(sandbox.BaseUri, control, round);
            if (round == (s_rounds / 10) - 1) early = Resources.Now();
        }

        Resources late = Resources.Now();
        output.WriteLine($"soak: {s_perRound * s_rounds} requests with seed {FuzzEffort.Seed}, {struck} faults; after a tenth of them {early}; after all of them {late}");
        Assert.InRange(late.Files - early!.Files, int.MinValue, Workers);
        Assert.InRange(late.Sockets - early.Sockets, int.MinValue, Workers);
        Assert.InRange(late.Threads - early.Threads, int.MinValue, Workers);
        Assert.InRange(late.Memory - early.Memory, long.MinValue, 8 * 1024 * 1024);
    }

    private static async Task<int> RunRoundAsync(Uri baseUri, HttpClient control, int round)
    {
        await PostAsync(control, "reset", "{}");
        await PostAsync(control, "faults", s_faults);
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("photo.png"), Pixels.Png());
        string results = Directory.CreateDirectory(folder.File("out")).FullName;
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync)));

        Assert.Equal(s_perRound, Directory.EnumerateFiles(results).Count());
        Assert.Equal(s_perRound, (await GetAsync(control, "bill"))["entries"]!.AsArray().Count(entry => (string)entry!["kind"]! == "charge"));
        Assert.Empty((await GetAsync(control, "verdicts"))["verdicts"]!.AsArray());
        return (await GetAsync(control, "faults"))["faults"]!.AsArray().Sum(fault => (int)fault!["hits"]!);

        async Task WorkAsync()
        {
            // A client of its own each: those of one client ask after their jobs ten times a second, all together.
            PhotaClient client = new(new PhotaClientOptions(new ApiKey("sandbox-soak")) { BaseUri = baseUri });
            int number;
            while ((number = Interlocked.Increment(ref next)) < s_perRound)
            {
                // As a user does: what failed, and is not paid, is run again.
                OutputTarget target = new(results, $"{number}.jpg", Overwrite: false);
                while (!await TryAsync(client, number, folder.File("photo.png"), target, $"{round}-{number}")) { }
            }
        }
    }

    private static async Task<bool> TryAsync(PhotaClient client, int number, string photo, OutputTarget target, string id)
    {
        ImageInput input = ImageInput.FromFile(photo);
        try
        {
            switch (number % 10)
            {
                case 0:
                    PhotaJob job = await client.SubmitAsync(new EditRequest([input]) { Prompt = id }, id);
                    job = await client.WaitForJobAsync(job, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(2));
                    await new ImageDownloader(new Uri("http://127.0.0.1")).SaveAsync(client.Receive(job).Single(), target, TimeSpan.FromMinutes(2));
                    break;
                case < 4:
                    await client.MakeAsync(new EnhanceRequest(input) { Prompt = id, ResponseMode = ResponseMode.Bytes }, target);
                    break;
                case < 7:
                    await client.MakeAsync(new GenerateRequest { Prompt = id }, target);
                    break;
                default:
                    await client.MakeAsync(new RemixRequest(input, input) { Prompt = id }, target);
                    break;
            }

            return true;
        }
        catch (PhotaException e) when (e.Kind is PhotaErrorKind.Network or PhotaErrorKind.Service)
        {
            // What is paid is only fetched again.
            foreach (PhotaImage image in e.PaidImages) await new ImageDownloader(new Uri("http://127.0.0.1")).SaveAsync(image, target, TimeSpan.FromMinutes(2));
            return e.PaidImages.Count > 0;
        }
    }

    private static string Fault(string method, string path, double probability, string action) => FormattableString.Invariant(
        $$"""{"match":{"method":"{{method}}","path":"{{path}}"},"times":-1,"probability":{{probability}},"action":{{action}}}""");

    private static async Task PostAsync(HttpClient control, string path, string json)
    {
        using StringContent body = new(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await control.PostAsync(path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<JsonNode> GetAsync(HttpClient control, string path) => (await control.GetFromJsonAsync<JsonNode>(path))!;
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Phota.Parity.Tests;

/// <summary>Recordings show nothing that is anybody's, and still read as what the service wrote.</summary>
public sealed class RecordingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parity").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task They_hold_no_key_secret_signature_id_or_personal_data()
    {
        Dictionary<string, string> switches = new() { ["profile_item_form"] = "full", ["training_ms"] = "3600000", ["framework_error_request_id"] = "yes" };
        await using Visit visit = await Visit.StartAsync(switches);
        string profile = $"{(await visit.PostAsync("profiles", new { tag = "ada.lovelace@example.org", message = "Ada Lovelace, 12 Main Street" }))["profile_id"]}";

        // A service that quotes what it should not.
        string quoting = JsonSerializer.Serialize(new
        {
            detail = $"key {Visit.Key} of ada.lovelace@example.org",
            account = "acct-4711",
            owner = new { name = "Ada Lovelace" },
        });
        await visit.PostAsync("faults", new[]
        {
            new
            {
                match = new { path = "/v1/phota/models" },
                action = new { kind = "respond", status = 404, headers = new Dictionary<string, string> { ["Set-Cookie"] = "session=c00kie", ["X-Account"] = "acct-4711" }, body = quoting },
            },
        });
        Task trained = visit.EndTrainingAsync();
        ParityTable table = await visit.AskAsync();
        await trained;
        table.Save(_folder);

        string secret = await SecretAsync(visit);
        string[] jobs = [.. (await visit.GetAsync("jobs"))["jobs"]!.AsArray().Select(job => $"{job!["id"] ?? job["job_id"]}")];
        string[] requests = [.. (await visit.GetAsync("requests"))["requests"]!.AsArray().Select(request => $"{request!["request_id"] ?? request["id"]}").Where(id => id.Length > 8)];
        Assert.NotEmpty(jobs);
        Assert.NotEmpty(requests);
        string[] files = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);
        Assert.True(files.Length > 40);
        foreach (string file in files)
        {
            string text = await File.ReadAllTextAsync(file);
            Assert.All(
                [Visit.Key, secret, profile, "ada", "Lovelace", "Main Street", "acct-4711", "c00kie", .. jobs, .. requests],
                hidden => Assert.DoesNotContain(hidden, text, StringComparison.OrdinalIgnoreCase));
            Assert.DoesNotMatch("signature=(?!removed)[^&\"]+", text);
            Assert.DoesNotMatch("[A-Za-z0-9+/]{2000}", text);
        }
    }

    [Fact]
    public async Task They_are_read_by_the_client_and_answered_alike_by_a_sandbox_that_is_like_them()
    {
        Dictionary<string, string> switches = new()
        {
            ["job_body_form"] = "wrapped",
            ["job_state_names"] = "upper",
            ["error_body"] = "nested",
            ["empty_array_form"] = "missing",
            ["webhook_secret_key"] = "signing_secret",
            ["profile_item_form"] = "id_string",
        };
        await using Visit first = await Visit.StartAsync(switches);
        await first.PostAsync("profiles", new { tag = "anna" });
        (await first.AskAsync(withTraining: false)).Save(_folder);
        await CheckAsync(_folder);

        // What users have sent in.
        string sent = Repository.File("tests/parity/seen");
        foreach (string folder in Directory.Exists(sent) ? Directory.GetDirectories(sent) : []) await CheckAsync(folder);
    }

    private static async Task CheckAsync(string folder)
    {
        JsonNode[] recordings = [.. Directory.GetFiles(Path.Combine(folder, "recordings"), "*.json").Order().Select(file => JsonNode.Parse(File.ReadAllText(file))!)];
        Assert.NotEmpty(recordings);
        foreach (JsonNode recording in recordings) CheckReader(recording);

        JsonArray rows = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "parity.json")))!["rows"]!.AsArray();
        Dictionary<string, string> positions = rows.Where(row => row!["position"] is not null).ToDictionary(row => $"{row!["name"]}", row => $"{row!["position"]}");
        Assert.NotEmpty(positions);
        await using Visit like = await Visit.StartAsync(positions);
        await like.PostAsync("profiles", new { tag = "anna" });
        ParityTable again = await like.AskAsync(withTraining: false);
        foreach ((string name, string position) in positions) Assert.Equal(position, again.Rows.Single(row => row.Name == name).Position);
        Assert.Equal(
            recordings.Select(Shape).Distinct().Order(StringComparer.Ordinal),
            again.Recordings.Select(recording => Shape(recording.Content)).Distinct().Order(StringComparer.Ordinal));
    }

    private static void CheckReader(JsonNode recording)
    {
        byte[] body = Encoding.UTF8.GetBytes(recording["body"]?.ToJsonString() ?? "");
        string url = $"{recording["url"]}";
        int? status = (int?)recording["status"];
        if (status is >= 400) Assert.NotNull(ErrorBody.Parse(body).Detail);
        else if (url.StartsWith("/v1/phota/jobs/", StringComparison.Ordinal)) Assert.NotNull(JobBody.Read(body, null).ServiceStatus);
        else if (status == 202) Assert.NotNull(JobBody.Read(body, null).JobId);
        else if (url == "/v1/phota/generate") Assert.Single(EditResponse.Parse(body).DownloadUrls);
        else if (url == "/v1/phota/profiles/ids") Assert.NotEmpty(ProfileBody.ReadList(body, null));
        else if (url == "/v1/phota/webhook-secret") Assert.NotNull(WebhookSecretBody.Read(body));
    }

    // What was asked, and the form of the answer.
    private static string Shape(JsonNode recording)
    {
        string url = System.Text.RegularExpressions.Regex.Replace($"{recording["url"]}", "[0-9a-f-]{16,}", "id");
        return $"{recording["question"]} {recording["method"]} {url} {recording["status"]} {Keys(recording["body"])}";
    }

    private static string Keys(JsonNode? node) => node switch
    {
        JsonObject known => "{" + string.Join(",", known.Select(one => $"{(one.Key.Length > 20 ? "id" : one.Key)}:{Keys(one.Value)}").Order(StringComparer.Ordinal)) + "}",
        JsonArray list => "[" + string.Join(",", list.Select(Keys).Distinct()) + "]",
        null => "null",
        _ => node.GetValueKind() == JsonValueKind.String ? "text" : $"{node.GetValueKind()}",
    };

    private static async Task<string> SecretAsync(Visit visit)
    {
        using HttpClient http = new();
        http.DefaultRequestHeaders.Add("X-API-Key", Visit.Key);
        return $"{JsonNode.Parse(await http.GetStringAsync(new Uri(visit.BaseUri, "/v1/phota/webhook-secret")))!["secret"]}";
    }
}

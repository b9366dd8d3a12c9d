using System.Net;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Control;

public sealed class ControlTests
{
    [Fact]
    public async Task A_reset_forgets_everything_but_what_the_server_was_started_with()
    {
        await using var sandbox = await TestSandbox.StartAsync(("price_edit", "0.5"));
        await sandbox.EnhanceAsync();
        await sandbox.PostAsync(TestSandbox.Enhance, new JsonObject { ["bad"] = 1 }, HttpStatusCode.UnprocessableEntity);
        await sandbox.ControlAsync("profiles", new JsonObject());
        await sandbox.SwitchAsync("error_body", "html");
        await sandbox.AdvanceAsync(1_000_000);
        await sandbox.ControlAsync("credit", new JsonObject { ["amount"] = 1m });

        await sandbox.ControlAsync("reset", new JsonObject());
        JsonNode bill = await sandbox.ControlAsync("bill");
        Assert.Equal(0m, bill["total"]!.GetValue<decimal>());
        Assert.Equal(1_000_000m, bill["credit"]!.GetValue<decimal>());
        Assert.Empty(await sandbox.RequestsAsync());
        Assert.Empty(await sandbox.VerdictsAsync());
        Assert.Empty((await sandbox.ControlAsync("profiles"))["profiles"]!.AsArray());
        DateTimeOffset now = (await sandbox.ControlAsync("clock"))["now"]!.GetValue<DateTimeOffset>();
        Assert.True(now < DateTimeOffset.UtcNow.AddMinutes(1));
        JsonObject switches = await SwitchesAsync(sandbox);
        Assert.Equal("phota", switches["error_body"]!.GetValue<string>());
        Assert.Equal("0.5", switches["price_edit"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_switch_is_listed_with_its_default_and_its_note()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonArray switches = (await sandbox.ControlAsync("switches"))["switches"]!.AsArray();
        Assert.True(switches.Count > 40);
        Assert.All(switches, s =>
        {
            Assert.NotEmpty(s!["note"]!.GetValue<string>());
            string[] alternatives = [.. s["alternatives"]!.AsArray().Select(a => a!.GetValue<string>())];
            string @default = s["default"]!.GetValue<string>();
            Assert.True(alternatives.Length == 0 ? decimal.TryParse(@default, out _) : alternatives[0] == @default);
        });
    }

    [Theory]
    [InlineData("""{"no_such_switch":"x"}""", "image_size")]
    [InlineData("""{"missing_key_status":"418"}""", "403, 401")]
    [InlineData("""{"job_ms":"soon"}""", "number")]
    [InlineData("""{"job_ms":"-1"}""", "number")]
    public async Task A_switch_that_makes_no_sense_is_refused_with_what_does(string body, string hint)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var response = await sandbox.Keyless.PostAsync("/sandbox/switches", new StringContent(body, null, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        JsonNode error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Contains(hint, error["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_may_be_given_as_a_number()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.ControlAsync("switches", new JsonObject { ["job_ms"] = 1500, ["missing_key_status"] = 401 });
        Assert.Equal("1500", (await SwitchesAsync(sandbox))["job_ms"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("clock", """{"advance_seconds":-1}""")]
    [InlineData("clock", """{"seconds":1}""")]
    [InlineData("credit", "no json")]
    [InlineData("credit", "null")]
    public async Task Bad_input_is_refused_with_a_reason(string path, string body)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var response = await sandbox.Keyless.PostAsync("/sandbox/" + path, new StringContent(body, null, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotEmpty(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task Requests_beyond_the_rate_are_429()
    {
        await using var sandbox = await TestSandbox.StartAsync(("rate_limit_per_second", "2"));
        HttpResponseMessage[] answers =
            await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => sandbox.Http.GetAsync("/v1/phota/profiles/ids")));
        HttpResponseMessage[] refused = [.. answers.Where(a => a.StatusCode == HttpStatusCode.TooManyRequests)];
        Assert.InRange(answers.Length - refused.Length, 2, 4);
        Assert.All(refused, r => Assert.Equal(TimeSpan.FromSeconds(1), r.Headers.RetryAfter!.Delta));
    }

    [Fact]
    public async Task More_operations_at_once_than_allowed_are_429()
    {
        await using var sandbox = await TestSandbox.StartAsync(("max_concurrent", "1"));
        await sandbox.FaultAsync("""{"kind":"hold"}""");
        Task<JsonNode> first = sandbox.EnhanceAsync();
        await sandbox.WaitAsync("held");
        await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody(), HttpStatusCode.TooManyRequests);
        await sandbox.ControlAsync("release", new JsonObject());
        await first;
    }

    [Theory]
    [InlineData("/sandbox/nothing")]
    [InlineData("/sandbox/photos/0.jpg")]
    [InlineData("/sandbox/photos/51.jpg")]
    public async Task What_is_not_there_is_404(string path)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await sandbox.Keyless.GetAsync(path)).StatusCode);
    }

    private static async Task<JsonObject> SwitchesAsync(TestSandbox sandbox) =>
        new((await sandbox.ControlAsync("switches"))["switches"]!.AsArray()
            .Select(s => KeyValuePair.Create(s!["name"]!.GetValue<string>(), s["value"]?.DeepClone())));
}

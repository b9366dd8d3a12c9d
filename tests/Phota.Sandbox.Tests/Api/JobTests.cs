using System.Net;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Api;

public sealed class JobTests
{
    [Fact]
    public async Task A_job_runs_on_the_clock_and_is_charged_when_it_is_done()
    {
        await using var sandbox = await TestSandbox.StartAsync(("job_ms", "100000"));
        JsonNode handle = await SubmitAsync(sandbox);
        string id = handle["job_id"]!.GetValue<string>();
        Assert.True(Guid.TryParseExact(id, "D", out _), id);
        Assert.Equal(new Uri(sandbox.BaseUri, "/v1/phota/jobs/" + id).AbsoluteUri, handle["poll_url"]!.GetValue<string>());
        Assert.Equal("queued", handle["status"]!.GetValue<string>());

        await sandbox.AdvanceAsync(50);
        JsonNode running = await PollAsync(sandbox, id);
        Assert.Equal("running", running["status"]!.GetValue<string>());
        Assert.Null(running["result"]);
        JsonNode bill = await sandbox.ControlAsync("bill");
        Assert.Empty(bill["entries"]!.AsArray());
        Assert.Equal(0.12m, bill["reserved"]!.GetValue<decimal>());

        await sandbox.AdvanceAsync(51);
        JsonNode entry = Assert.Single((await sandbox.ControlAsync("bill"))["entries"]!.AsArray())!;
        Assert.Equal(id, entry["job_id"]!.GetValue<string>());
        Assert.Equal("one", entry["client_request_id"]!.GetValue<string>());
        JsonNode done = await PollAsync(sandbox, id);
        Assert.Equal("succeeded", done["status"]!.GetValue<string>());
        Assert.NotNull(done["completed_at"]);
        string url = Assert.Single(done["result"]!["download_urls"]!.AsArray())!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, (await sandbox.Keyless.GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task Without_a_run_time_the_first_poll_has_the_result()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonNode handle = await SubmitAsync(sandbox);
        Assert.Equal("succeeded", (await PollAsync(sandbox, handle["job_id"]!.GetValue<string>()))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_same_client_request_id_is_the_same_job_and_one_charge()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonNode[] handles = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SubmitAsync(sandbox)));
        Assert.Single(handles.Select(h => h["job_id"]!.GetValue<string>()).Distinct());
        JsonNode other = await SubmitAsync(sandbox, "two");
        Assert.NotEqual(handles[0]["job_id"]!.GetValue<string>(), other["job_id"]!.GetValue<string>());
        Assert.Equal(0.24m, await sandbox.TotalAsync());
        Assert.Equal(2, (await sandbox.ControlAsync("jobs"))["jobs"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_client_request_id_is_the_accounts_or_the_endpoints()
    {
        await using var sandbox = await TestSandbox.StartAsync(("client_request_id_scope", "endpoint"));
        JsonNode enhance = await SubmitAsync(sandbox);
        JsonObject body = TestSandbox.AsyncBody();
        body.Remove("image");
        JsonNode generate = await sandbox.PostAsync(TestSandbox.Generate, body, HttpStatusCode.Accepted);
        Assert.NotEqual(enhance["job_id"]!.GetValue<string>(), generate["job_id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("original", HttpStatusCode.Accepted)]
    [InlineData("409", HttpStatusCode.Conflict)]
    [InlineData("422", HttpStatusCode.UnprocessableEntity)]
    public async Task The_same_id_with_another_body_is_a_switch(string value, HttpStatusCode expected)
    {
        await using var sandbox = await TestSandbox.StartAsync(("client_request_id_conflict", value));
        await SubmitAsync(sandbox);
        JsonObject body = TestSandbox.AsyncBody();
        body["prompt"] = "warmer";
        await sandbox.PostAsync(TestSandbox.Enhance, body, expected);
        Assert.Equal(0.12m, await sandbox.TotalAsync());
    }

    [Fact]
    public async Task A_client_request_id_lives_as_long_as_the_switch_says()
    {
        await using var sandbox = await TestSandbox.StartAsync(("client_request_id_life_seconds", "60"));
        JsonNode first = await SubmitAsync(sandbox);
        await sandbox.AdvanceAsync(61);
        JsonNode second = await SubmitAsync(sandbox);
        Assert.NotEqual(first["job_id"]!.GetValue<string>(), second["job_id"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("ignored", 0.24)]
    [InlineData("original", 0.12)]
    public async Task Whether_it_counts_on_the_synchronous_path_is_a_switch(string value, decimal total)
    {
        await using var sandbox = await TestSandbox.StartAsync(("client_request_id_on_sync", value));
        JsonObject body = TestSandbox.EnhanceBody();
        body["client_request_id"] = "one";
        await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.OK);
        await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.OK);
        Assert.Equal(total, await sandbox.TotalAsync());
    }

    [Theory]
    [InlineData("default", "queued", "running", "succeeded")]
    [InlineData("alternative", "pending", "processing", "completed")]
    [InlineData("other", "waiting", "in_progress", "done")]
    [InlineData("upper", "QUEUED", "RUNNING", "SUCCEEDED")]
    public async Task States_have_the_names_that_the_switch_picks(string value, params string[] expected)
    {
        await using var sandbox = await TestSandbox.StartAsync(("job_state_names", value), ("job_ms", "100000"));
        string id = (await SubmitAsync(sandbox))["job_id"]!.GetValue<string>();
        var states = new List<string>();
        foreach (int seconds in new[] { 0, 50, 51 })
        {
            await sandbox.AdvanceAsync(seconds);
            states.Add((await PollAsync(sandbox, id))["status"]!.GetValue<string>());
        }

        Assert.Equal(expected, states);
    }

    [Theory]
    [InlineData("result", "job_id,status,poll_url,result,error,created_at,completed_at")]
    [InlineData("flat", "job_id,status,poll_url,error,known_subjects,images,download_urls,created_at,completed_at")]
    [InlineData("wrapped", "job")]
    [InlineData("output", "status,poll_url,id,output,error,created_at,completed_at")]
    public async Task Bodies_have_the_form_that_the_switch_picks(string value, string keys)
    {
        await using var sandbox = await TestSandbox.StartAsync(("job_body_form", value));
        JsonNode handle = await SubmitAsync(sandbox);
        JsonNode body = await PollAsync(sandbox, handle["job_id"]!.GetValue<string>());
        Assert.Equal(keys.Split(',').Order(), body.AsObject().Select(p => p.Key).Order());
    }

    [Theory]
    [InlineData("relative", "/v1/phota/jobs/")]
    [InlineData("foreign_host", "https://jobs.sandbox.invalid/v1/phota/jobs/")]
    public async Task Poll_urls_have_the_form_that_the_switch_picks(string value, string start)
    {
        await using var sandbox = await TestSandbox.StartAsync(("poll_url_form", value));
        JsonNode handle = await SubmitAsync(sandbox);
        Assert.Equal(start + handle["job_id"]!.GetValue<string>(), handle["poll_url"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("yes", HttpStatusCode.OK)]
    [InlineData("no", HttpStatusCode.Forbidden)]
    public async Task Whether_a_poll_signs_anew_is_a_switch(string value, HttpStatusCode expected)
    {
        await using var sandbox = await TestSandbox.StartAsync(("resign_urls_on_poll", value));
        string id = (await SubmitAsync(sandbox))["job_id"]!.GetValue<string>();
        await PollAsync(sandbox, id);
        await sandbox.AdvanceAsync(86_401);
        JsonNode body = await PollAsync(sandbox, id);
        using var response = await sandbox.Keyless.GetAsync(body["result"]!["download_urls"]![0]!.GetValue<string>());
        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("succeeded", "succeeded")]
    [InlineData("failed", "failed")]
    [InlineData("never", "weird")]
    public async Task A_fault_scripts_the_states(string final, string last)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync($$"""{"kind":"job","states":["running","weird"],"final":"{{final}}"}""");
        string id = (await SubmitAsync(sandbox))["job_id"]!.GetValue<string>();
        var states = new List<string>();
        for (int i = 0; i < 4; i++)
            states.Add((await PollAsync(sandbox, id))["status"]!.GetValue<string>());
        Assert.Equal(["running", "weird", last, last], states);
    }

    [Fact]
    public async Task A_job_can_get_lost()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"job","states":["running"],"final":"lost"}""");
        string id = (await SubmitAsync(sandbox))["job_id"]!.GetValue<string>();
        await PollAsync(sandbox, id);
        JsonNode error = await sandbox.GetAsync("/v1/phota/jobs/" + id, HttpStatusCode.NotFound);
        Assert.Equal("NOT_FOUND", error["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("yes", 0)]
    [InlineData("no", 0.12)]
    public async Task Whether_a_failed_job_costs_is_a_switch(string value, decimal total)
    {
        await using var sandbox = await TestSandbox.StartAsync(("refund_failed_job", value));
        await sandbox.FaultAsync("""{"kind":"job","final":"failed","code":"CONTENT_MODERATION","detail":"Blocked."}""");
        string id = (await SubmitAsync(sandbox))["job_id"]!.GetValue<string>();
        JsonNode body = await PollAsync(sandbox, id);
        Assert.Equal("""{"code":"CONTENT_MODERATION","detail":"Blocked."}""", body["error"]!.ToJsonString());
        Assert.Null(body["result"]);
        JsonNode bill = await sandbox.ControlAsync("bill");
        Assert.Equal(total, bill["total"]!.GetValue<decimal>());
        Assert.Equal(0m, bill["reserved"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task A_finished_job_can_be_forgotten()
    {
        await using var sandbox = await TestSandbox.StartAsync(("job_retention_seconds", "60"));
        string id = (await SubmitAsync(sandbox))["job_id"]!.GetValue<string>();
        await PollAsync(sandbox, id);
        await sandbox.AdvanceAsync(61);
        await sandbox.GetAsync("/v1/phota/jobs/" + id, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Credit_that_does_not_suffice_refuses_the_submission()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.ControlAsync("credit", new JsonObject { ["amount"] = 0.1m });
        await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.AsyncBody(), HttpStatusCode.PaymentRequired);
        await sandbox.ControlAsync("credit", new JsonObject { ["amount"] = 1m });
        await SubmitAsync(sandbox);
    }

    private static Task<JsonNode> SubmitAsync(TestSandbox sandbox, string id = "one") =>
        sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.AsyncBody(id), HttpStatusCode.Accepted);

    private static Task<JsonNode> PollAsync(TestSandbox sandbox, string id) => sandbox.GetAsync("/v1/phota/jobs/" + id);
}

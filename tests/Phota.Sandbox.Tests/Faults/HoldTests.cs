using System.Net;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Faults;

public sealed class HoldTests
{
    [Theory]
    [InlineData("before_read", 0)]
    [InlineData("before_response", 0.24)]
    [InlineData("mid_body", 0.24)]
    public async Task A_release_lets_all_go(string when, decimal chargedMeanwhile)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync($$"""{"kind":"hold","when":"{{when}}","after_bytes":10}""", times: -1);
        Task<JsonNode>[] pending = [sandbox.EnhanceAsync(), sandbox.EnhanceAsync()];
        await sandbox.WaitAsync("held", 2);
        Assert.Equal(chargedMeanwhile, await sandbox.TotalAsync());
        JsonNode log = await sandbox.ControlAsync("requests");
        Assert.Equal(2, log["in_flight"]!.GetValue<int>());
        Assert.Equal(2, log["max_concurrency"]!.GetValue<int>());
        Assert.DoesNotContain(pending, p => p.IsCompleted);

        await sandbox.ControlAsync("release", new JsonObject());
        await Task.WhenAll(pending);
        Assert.Equal(0, (await sandbox.ControlAsync("requests"))["in_flight"]!.GetValue<int>());
        Assert.Equal(0.24m, await sandbox.TotalAsync());
    }

    [Theory]
    [InlineData("before_read")]
    [InlineData("before_response")]
    [InlineData("mid_body")]
    public async Task A_client_that_goes_away_is_noticed_at_once(string when)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync($$"""{"kind":"hold","when":"{{when}}","after_bytes":10}""");
        using var cancel = new CancellationTokenSource();
        using var content = new StringContent(TestSandbox.EnhanceBody("bytes").ToJsonString(), null, "application/json");
        Task<HttpResponseMessage> pending = sandbox.Http.PostAsync(TestSandbox.Enhance, content, cancel.Token);
        await sandbox.WaitAsync("held");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await sandbox.WaitAsync("settled");
        Assert.Equal("aborted", (await sandbox.RequestsAsync())[0]!["outcome"]!.GetValue<string>());
        await sandbox.EnhanceAsync();
    }

    [Fact]
    public async Task A_reset_of_the_sandbox_ends_what_is_held_and_forgets_it()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"hold"}""");
        Task<HttpResponseMessage> pending = sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody());
        await sandbox.WaitAsync("held");
        await sandbox.ControlAsync("reset", new JsonObject());
        await Assert.ThrowsAsync<HttpRequestException>(() => pending);
        Assert.Empty(await sandbox.RequestsAsync());
        Assert.Empty((await sandbox.ControlAsync("faults"))["faults"]!.AsArray());
        Assert.Equal(0m, await sandbox.TotalAsync());
    }

    [Fact]
    public async Task A_wait_that_is_in_vain_times_out()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var response = await sandbox.Keyless.GetAsync("/sandbox/wait?event=held&timeout_seconds=0.01");
        Assert.Equal(HttpStatusCode.RequestTimeout, response.StatusCode);
    }

    [Fact]
    public async Task A_wait_can_be_for_some_paths_only()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        Task<JsonNode> wait = sandbox.ControlAsync("wait?event=finished&path=*/profiles/*&count=2");
        await sandbox.EnhanceAsync();
        await sandbox.GetAsync("/v1/phota/profiles/ids");
        Assert.False(wait.IsCompleted);
        await sandbox.GetAsync("/v1/phota/profiles/ids");
        Assert.Equal(2, (await wait)["count"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_event_that_does_not_exist_is_refused()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var response = await sandbox.Keyless.GetAsync("/sandbox/wait?event=nothing");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}

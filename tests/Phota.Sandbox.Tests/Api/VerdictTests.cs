using System.Net;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Api;

public sealed class VerdictTests
{
    private const string Complete = """{"prompt":"x","output_format":"jpg","response_mode":"urls"}""";

    [Theory]
    [InlineData(Complete, null)]
    [InlineData("""{"prompt":"x","output_format":"jpg","response_mode":"urls","async":true,"client_request_id":"a"}""", null)]
    [InlineData("""{"prompt":"x","output_format":"jpg","response_mode":"urls","seed":1}""", "unknown_field")]
    [InlineData("""{"prompt":"x","output_format":"jpg","response_mode":"urls","profile_ids":[]}""", "unknown_field")]
    [InlineData("""{"prompt":"x","response_mode":"urls"}""", "missing_output_format")]
    [InlineData("""{"prompt":"x","output_format":"jpg"}""", "missing_response_mode")]
    [InlineData("""{"prompt":"x","output_format":"jpg","response_mode":"bytes","async":true,"client_request_id":"a"}""", "async_without_urls")]
    [InlineData("""{"prompt":"x","output_format":"jpg","response_mode":"urls","callback_url":"https://a.example/"}""", "callback_without_async")]
    [InlineData("""{"prompt":"x","output_format":"jpg","response_mode":"urls","async":true}""", "missing_client_request_id")]
    public async Task A_body_is_judged(string body, string? rule)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var response = await sandbox.PostAsync(TestSandbox.Generate, JsonNode.Parse(body)!);
        Assert.Equal(rule is null ? [] : [rule], await sandbox.VerdictsAsync());
    }

    [Theory]
    [InlineData(TestSandbox.Enhance, "base_model")]
    [InlineData(TestSandbox.Remix, "resolution")]
    [InlineData("/v1/phota/profiles/add", "name")]
    public async Task Fields_are_judged_per_endpoint(string path, string field)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var response = await sandbox.PostAsync(path, new JsonObject { [field] = "x" });
        JsonNode verdict = (await sandbox.ControlAsync("verdicts"))["verdicts"]!.AsArray()
            .Single(v => v!["rule"]!.GetValue<string>() == "unknown_field")!;
        Assert.Contains($"'{field}'", verdict["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(path, verdict["path"]!.GetValue<string>());
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), verdict["request_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_wrong_content_type_is_judged()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var content = new StringContent(Complete, null, "text/plain");
        await sandbox.Http.PostAsync(TestSandbox.Generate, content);
        Assert.Equal(["bad_content_type"], await sandbox.VerdictsAsync());
    }

    [Theory]
    [InlineData("/v1/phota/models")]
    [InlineData("/v2/whatever")]
    [InlineData("/v1/phota/generate")]
    public async Task A_path_that_the_contract_does_not_have_is_judged(string path)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.Http.GetAsync(path);
        Assert.Equal(["unknown_path"], await sandbox.VerdictsAsync());
    }

    [Fact]
    public async Task A_key_on_a_download_is_judged()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        string url = (await sandbox.EnhanceAsync())["download_urls"]![0]!.GetValue<string>();
        await sandbox.Keyless.GetAsync(url);
        Assert.Empty(await sandbox.VerdictsAsync());
        await sandbox.Http.GetAsync(url);
        Assert.Equal(["key_on_download"], await sandbox.VerdictsAsync());
    }

    [Theory]
    [InlineData("retry_after_seconds", "60")]
    [InlineData("retry_after_date_seconds", "60")]
    [InlineData("headers", "{\"Retry-After\":\"60\"}")]
    public async Task A_retry_before_its_time_is_judged(string field, string value)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync($$"""{"kind":"respond","status":429,"{{field}}":{{value}}}""");
        await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody(), HttpStatusCode.TooManyRequests);
        await sandbox.EnhanceAsync();
        Assert.Equal(["retry_too_early"], await sandbox.VerdictsAsync());
    }

    [Theory]
    [InlineData("0", 1)]
    [InlineData("60000", 0)]
    public async Task Another_request_is_judged_only_after_the_grace(string grace, int verdicts)
    {
        await using var sandbox = await TestSandbox.StartAsync(("retry_grace_ms", grace));
        await sandbox.FaultAsync("""{"kind":"respond","status":503,"retry_after_seconds":60}""");
        await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody(), HttpStatusCode.ServiceUnavailable);
        await sandbox.GetAsync("/v1/phota/profiles/ids");
        Assert.Equal(verdicts, (await sandbox.VerdictsAsync()).Length);
    }

    [Fact]
    public async Task Other_keys_and_downloads_need_not_wait()
    {
        await using var sandbox = await TestSandbox.StartAsync(("retry_grace_ms", "0"));
        string url = (await sandbox.EnhanceAsync())["download_urls"]![0]!.GetValue<string>();
        await sandbox.FaultAsync("""{"kind":"respond","status":429,"retry_after_seconds":60}""");
        await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody(), HttpStatusCode.TooManyRequests);
        await sandbox.Keyless.GetAsync(url);
        using HttpClient other = sandbox.NewClient("sandbox-other");
        await other.GetAsync("/v1/phota/profiles/ids");
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Theory]
    [InlineData("""{"kind":"reset","when":"after_charge"}""", true)]
    [InlineData("""{"kind":"truncate","after_bytes":5}""", true)]
    [InlineData("""{"kind":"reset","when":"after_read"}""", false)]
    public async Task A_blind_retry_of_something_paid_is_judged(string action, bool isPaidTwice)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(action);
        await Assert.ThrowsAnyAsync<Exception>(() => sandbox.EnhanceAsync());
        await sandbox.WaitAsync("settled");
        await sandbox.EnhanceAsync();
        Assert.Equal(isPaidTwice ? ["paid_twice"] : [], await sandbox.VerdictsAsync());
    }

    [Fact]
    public async Task The_same_photo_twice_on_purpose_is_not_judged()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.EnhanceAsync();
        await sandbox.EnhanceAsync();
        Assert.Empty(await sandbox.VerdictsAsync());
        Assert.Equal(0.24m, await sandbox.TotalAsync());
    }

    [Theory]
    [InlineData("60000", 1)]
    [InlineData("0", 0)]
    public async Task Polls_too_close_together_are_judged(string least, int verdicts)
    {
        await using var sandbox = await TestSandbox.StartAsync(("min_poll_ms", least));
        JsonNode handle = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.AsyncBody(), HttpStatusCode.Accepted);
        string poll = handle["poll_url"]!.GetValue<string>();
        await sandbox.GetAsync(poll);
        await sandbox.GetAsync(poll);
        Assert.Equal(Enumerable.Repeat("poll_too_fast", verdicts), await sandbox.VerdictsAsync());
    }
}

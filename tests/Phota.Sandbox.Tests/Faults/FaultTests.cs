using System.Net;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Faults;

public sealed class FaultTests
{
    [Theory]
    [InlineData("""{"kind":"respond","status":500}""", 500, "INTERNAL_ERROR")]
    [InlineData("""{"kind":"respond","status":503}""", 503, "SERVICE_UNAVAILABLE")]
    [InlineData("""{"kind":"respond","status":504}""", 504, "TIMEOUT")]
    [InlineData("""{"kind":"respond","status":429}""", 429, "RATE_LIMITED")]
    [InlineData("""{"kind":"moderation"}""", 400, "CONTENT_MODERATION")]
    [InlineData("""{"kind":"payment_required"}""", 402, "INSUFFICIENT_CREDIT")]
    public async Task A_refusal_has_the_contracts_body_and_costs_nothing(string action, int status, string code)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(action);
        JsonNode error = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody(), (HttpStatusCode)status);
        Assert.Equal(code, error["code"]!.GetValue<string>());
        Assert.Equal(0m, await sandbox.TotalAsync());
        JsonNode logged = (await sandbox.RequestsAsync())[0]!;
        Assert.Equal("base64", logged["body"]!["image"]!["kind"]!.GetValue<string>());

        await sandbox.EnhanceAsync();
        Assert.Equal(0.12m, await sandbox.TotalAsync());
    }

    [Fact]
    public async Task Respond_takes_headers_type_and_body()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(
            """{"kind":"respond","status":502,"headers":{"X-Proxy":"yes"},"content_type":"text/html","body":"<h1>Bad gateway</h1>"}""");
        using var response = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody());
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("yes", response.Headers.GetValues("X-Proxy").Single());
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("<h1>Bad gateway</h1>", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("retry_after_seconds", true)]
    [InlineData("retry_after_date_seconds", false)]
    public async Task Retry_after_comes_in_both_forms(string field, bool isDelta)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync($$"""{"kind":"respond","status":429,"{{field}}":7}""");
        using var response = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody());
        Assert.Equal(isDelta ? TimeSpan.FromSeconds(7) : null, response.Headers.RetryAfter!.Delta);
        Assert.Equal(!isDelta, response.Headers.RetryAfter.Date is not null);
    }

    [Fact]
    public async Task Faults_strike_by_order_skip_and_times()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"respond","status":500}""", times: 2, skip: 1);
        await sandbox.FaultAsync("""{"kind":"respond","status":503}""", times: -1, skip: 1);
        var statuses = new List<int>();
        for (int i = 0; i < 6; i++)
        {
            using var response = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody());
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 500, 500, 503, 503, 503], statuses);
        JsonArray faults = (await sandbox.ControlAsync("faults"))["faults"]!.AsArray();
        Assert.Equal([2, 3], faults.Select(f => f!["hits"]!.GetValue<int>()));
        await sandbox.Keyless.DeleteAsync("/sandbox/faults");
        await sandbox.EnhanceAsync();
    }

    [Theory]
    [InlineData("""{"path":"/v1/phota/*"}""", true)]
    [InlineData("""{"path":"*/enhance","method":"post"}""", true)]
    [InlineData("""{"path":"/files/*"}""", false)]
    [InlineData("""{"method":"GET"}""", false)]
    [InlineData("""{"contains_sha256":"0000"}""", false)]
    [InlineData("""{"contains_sha256":"SHA"}""", true)]
    [InlineData("""{"source_url_contains":"dog"}""", false)]
    public async Task A_fault_strikes_what_it_matches(string match, bool strikes)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        string sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(TestSandbox.Photo));
        await sandbox.FaultAsync(
            """{"kind":"respond","status":500}""", match.Replace("SHA", sha256, StringComparison.Ordinal));
        using var response = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody());
        Assert.Equal(strikes ? HttpStatusCode.InternalServerError : HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"kind":"job"}""")]
    [InlineData("""{"kind":"expire"}""")]
    [InlineData("""{"kind":"profile"}""")]
    [InlineData("""{"kind":"images","count":0}""")]
    [InlineData("""{"kind":"foreign_url","url":"x"}""")]
    public async Task A_fault_is_not_used_up_by_what_it_cannot_harm(string action)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(action);
        await sandbox.GetAsync("/v1/phota/profiles/ids");
        Assert.Equal(0, (await sandbox.ControlAsync("faults"))["faults"]![0]!["hits"]!.GetValue<int>());
        Assert.Null((await sandbox.RequestsAsync())[0]!["fault"]);
    }

    [Fact]
    public async Task A_fault_can_be_for_one_photo_by_url()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"respond","status":500}""", """{"source_url_contains":"dog"}""");
        JsonObject body = TestSandbox.EnhanceBody();
        body["image"] = "https://example.com/cat.jpg";
        await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.OK);
        body["image"] = "https://example.com/dog.jpg";
        await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task Probability_is_drawn_from_the_seed()
    {
        static async Task<string> RunAsync()
        {
            await using var sandbox = await TestSandbox.StartAsync();
            await sandbox.ControlAsync("faults", JsonNode.Parse(
                """[{"action":{"kind":"respond","status":500},"times":-1,"probability":0.5}]""")!);
            string statuses = "";
            for (int i = 0; i < 30; i++)
            {
                using var response = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody());
                statuses += (int)response.StatusCode + " ";
            }

            return statuses;
        }

        string first = await RunAsync();
        Assert.Contains("200", first, StringComparison.Ordinal);
        Assert.Contains("500", first, StringComparison.Ordinal);
        Assert.Equal(first, await RunAsync());
    }

    [Theory]
    [InlineData("""{"kind":"no such kind"}""")]
    [InlineData("""{"kind":"delay","seconds":1}""")]
    [InlineData("""{"kind":"hold","when":"after_charge"}""")]
    [InlineData("""{"kind":"reset","when":"sometimes"}""")]
    [InlineData("""{"kind":"truncate","after_bytes":-1}""")]
    [InlineData("""{"kind":"delay","ms":-1}""")]
    [InlineData("""{"kind":"slow","bytes_per_second":0}""")]
    [InlineData("""{"kind":"images","count":-1}""")]
    [InlineData("""{"kind":"respond","status":42}""")]
    [InlineData("""{"kind":"replace","body":"a","body_base64":"AAAA"}""")]
    [InlineData("""{"kind":"image_bytes","body_base64":"%"}""")]
    [InlineData("""{"kind":"job","final":"maybe"}""")]
    public async Task A_fault_that_makes_no_sense_is_refused(string action)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var content = new StringContent($$"""[{"action":{{action}}}]""", null, "application/json");
        using var response = await sandbox.Keyless.PostAsync("/sandbox/faults", content);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotEmpty(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!.GetValue<string>());
        Assert.Empty((await sandbox.ControlAsync("faults"))["faults"]!.AsArray());
    }
}

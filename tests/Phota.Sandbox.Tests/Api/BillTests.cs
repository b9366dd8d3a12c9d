using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Api;

public sealed class BillTests
{
    [Theory]
    [InlineData("auto", 0.15, 2)]
    [InlineData("none", 0.12, 0)]
    public async Task The_identity_rate_is_for_profiles_recognised_in_the_output(string recognised, decimal unit, int counted)
    {
        await using var sandbox = await TestSandbox.StartAsync(("identity_in_output", recognised));
        string profile = (await sandbox.ControlAsync("profiles", new JsonObject()))["profile_id"]!.GetValue<string>();
        JsonObject body = TestSandbox.EnhanceBody();
        body["profile_ids"] = new JsonArray(profile);
        body["num_output_images"] = 2;
        JsonNode result = await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.OK);

        Assert.Equal(counted, result["known_subjects"]!["counts"]![profile]?.GetValue<int>() ?? 0);
        JsonNode bill = await sandbox.ControlAsync("bill");
        JsonNode entry = Assert.Single(bill["entries"]!.AsArray())!;
        Assert.Equal("charge", entry["kind"]!.GetValue<string>());
        Assert.Equal("enhance", entry["operation"]!.GetValue<string>());
        Assert.Equal(2, entry["images"]!.GetValue<int>());
        Assert.Equal(unit, entry["unit_price"]!.GetValue<decimal>());
        Assert.Equal(2 * unit, entry["amount"]!.GetValue<decimal>());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(TestSandbox.Photo)), entry["input_sha256"]!.GetValue<string>());
        Assert.Equal(2 * unit, bill["total"]!.GetValue<decimal>());
        Assert.Equal(1_000_000m - (2 * unit), bill["credit"]!.GetValue<decimal>());
        Assert.Equal(0m, bill["reserved"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task A_profile_in_the_prompt_counts_on_generate()
    {
        await using var sandbox = await TestSandbox.StartAsync(("price_generate_identity", "0.5"));
        string profile = (await sandbox.ControlAsync("profiles", new JsonObject()))["profile_id"]!.GetValue<string>();
        JsonNode result = await sandbox.PostAsync(
            TestSandbox.Generate, new JsonObject { ["prompt"] = $"[[{profile}]] at the sea" }, HttpStatusCode.OK);
        Assert.Equal(1, result["known_subjects"]!["counts"]![profile]!.GetValue<int>());
        Assert.Equal(0.5m, await sandbox.TotalAsync());
    }

    [Fact]
    public async Task Credit_that_does_not_suffice_is_402_and_nothing_is_made()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.ControlAsync("credit", new JsonObject { ["amount"] = 0.24m });
        await sandbox.EnhanceAsync();
        await sandbox.EnhanceAsync();
        JsonNode error = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody(), HttpStatusCode.PaymentRequired);
        Assert.Equal("INSUFFICIENT_CREDIT", error["code"]!.GetValue<string>());
        JsonNode bill = await sandbox.ControlAsync("bill");
        Assert.Equal(0.24m, bill["total"]!.GetValue<decimal>());
        Assert.Equal(0m, bill["credit"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task Credit_is_reserved_while_a_job_runs()
    {
        await using var sandbox = await TestSandbox.StartAsync(("job_ms", "60000"));
        await sandbox.ControlAsync("credit", new JsonObject { ["amount"] = 0.12m });
        await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.AsyncBody(), HttpStatusCode.Accepted);
        Assert.Equal(0.12m, (await sandbox.ControlAsync("bill"))["reserved"]!.GetValue<decimal>());
        await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody(), HttpStatusCode.PaymentRequired);
        await sandbox.AdvanceAsync(61);
        JsonNode bill = await sandbox.ControlAsync("bill");
        Assert.Equal(0.12m, bill["total"]!.GetValue<decimal>());
        Assert.Equal(0m, bill["reserved"]!.GetValue<decimal>());
    }

    [Theory]
    [InlineData("charged", 0.12)]
    [InlineData("free", 0)]
    public async Task Whether_an_abandoned_request_costs_is_a_switch(string value, decimal total)
    {
        await using var sandbox = await TestSandbox.StartAsync(("abandoned_request", value), ("latency_ms", "60000"));
        using var cancel = new CancellationTokenSource();
        Task<HttpResponseMessage> pending = sandbox.Http.PostAsync(
            TestSandbox.Enhance, new StringContent(TestSandbox.EnhanceBody().ToJsonString(), null, "application/json"), cancel.Token);
        await sandbox.WaitAsync("received");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await sandbox.WaitAsync("finished");
        await sandbox.AdvanceAsync(61);
        await sandbox.WaitAsync("settled");
        Assert.Equal(total, await sandbox.TotalAsync());
        Assert.Equal("aborted", (await sandbox.RequestsAsync())[0]!["outcome"]!.GetValue<string>());
    }
}

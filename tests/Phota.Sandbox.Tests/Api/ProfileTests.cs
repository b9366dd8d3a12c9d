using System.Net;
using System.Text.Json.Nodes;
using Phota.Sandbox.Http;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Api;

public sealed class ProfileTests
{
    private const string Add = "/v1/phota/profiles/add";

    [Fact]
    public async Task A_profile_trains_through_its_states_by_the_clock()
    {
        await using var sandbox = await TestSandbox.StartAsync(("training_ms", "600000"));
        string id = await AddAsync(sandbox);
        Assert.Matches("^[0-9a-f]{32}$", id);
        var states = new List<string>();
        foreach (int seconds in new[] { 0, 120, 120, 361 })
        {
            await sandbox.AdvanceAsync(seconds);
            states.Add((await StatusAsync(sandbox, id))["status"]!.GetValue<string>());
        }

        Assert.Equal(["VALIDATING", "QUEUING", "IN_PROGRESS", "READY"], states);
    }

    [Theory]
    [InlineData("standard", 10, 2.90)]
    [InlineData("fast", 5, 1.49)]
    public async Task A_profile_costs_what_its_tier_costs(string tier, int photos, decimal price)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await AddAsync(sandbox, photos, tier);
        Assert.Equal(price, await sandbox.TotalAsync());
    }

    [Theory]
    [InlineData("standard", 9, "422")]
    [InlineData("fast", 11, "422")]
    [InlineData("standard", 9, "400")]
    public async Task A_photo_count_that_the_tier_does_not_take_is_refused(string tier, int photos, string status)
    {
        await using var sandbox = await TestSandbox.StartAsync(("tier_mismatch_status", status));
        using var response = await sandbox.PostAsync(Add, Body(sandbox, photos, tier));
        Assert.Equal(status, ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(0m, await sandbox.TotalAsync());
    }

    [Theory]
    [InlineData("""{"image_urls":[]}""", "too_short")]
    [InlineData("""{"image_urls":["x","x","x","x","x"]}""", "url_parsing")]
    [InlineData("""{"image_urls":["http://a/","http://a/","http://a/","http://a/","http://a/"],"tag":""}""", "string_too_short")]
    [InlineData("""{"image_urls":["http://a/","http://a/","http://a/","http://a/","http://a/"],"training_tier":"slow"}""", "enum")]
    public async Task A_bad_body_is_422(string body, string type)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonNode error = await sandbox.PostAsync(Add, JsonNode.Parse(body)!, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(type, error["detail"]![0]!["type"]!.GetValue<string>());
    }

    [Fact]
    public async Task Too_little_credit_is_402()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.ControlAsync("credit", new JsonObject { ["amount"] = 2.89m });
        await sandbox.PostAsync(Add, Body(sandbox, 10, "standard"), HttpStatusCode.PaymentRequired);
    }

    [Theory]
    [InlineData("object", """{"profile_id":"ID","status":"READY"}""")]
    [InlineData("id_string", "\"ID\"")]
    public async Task The_list_has_the_items_that_the_switch_picks(string form, string item)
    {
        await using var sandbox = await TestSandbox.StartAsync(("profile_item_form", form));
        Assert.Equal("""{"profiles":[]}""", (await sandbox.GetAsync("/v1/phota/profiles/ids")).ToJsonString());
        string id = await AddAsync(sandbox);
        Assert.Equal(
            $$"""{"profiles":[{{item.Replace("ID", id, StringComparison.Ordinal)}}]}""",
            (await sandbox.GetAsync("/v1/phota/profiles/ids")).ToJsonString());
    }

    [Fact]
    public async Task The_list_is_filtered_by_tag()
    {
        await using var sandbox = await TestSandbox.StartAsync(("profile_item_form", "full"));
        await AddAsync(sandbox, tag: "anna");
        await AddAsync(sandbox, tag: "ben");
        JsonNode item = Assert.Single((await sandbox.GetAsync("/v1/phota/profiles/ids?tag=ben"))["profiles"]!.AsArray())!;
        Assert.Equal("ben", item["tag"]!.GetValue<string>());
        await sandbox.GetAsync("/v1/phota/profiles/ids?tag=" + new string('x', 129), HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData("null", """{"profile_id":"ID","status":"READY","message":null}""")]
    [InlineData("empty", """{"profile_id":"ID","status":"READY","message":""}""")]
    [InlineData("missing", """{"profile_id":"ID","status":"READY"}""")]
    public async Task The_message_has_the_form_that_the_switch_picks(string form, string expected)
    {
        await using var sandbox = await TestSandbox.StartAsync(("profile_message_form", form));
        string id = await AddAsync(sandbox);
        Assert.Equal(expected.Replace("ID", id, StringComparison.Ordinal), (await StatusAsync(sandbox, id)).ToJsonString());
    }

    [Theory]
    [InlineData("yes", 0)]
    [InlineData("no", 2.90)]
    public async Task A_training_that_fails_says_why_and_is_refunded_by_the_switch(string refund, decimal total)
    {
        await using var sandbox = await TestSandbox.StartAsync(("refund_training_error", refund));
        await sandbox.FaultAsync("""{"kind":"profile","states":["VALIDATING"],"final":"ERROR","message":"No subject."}""");
        string id = await AddAsync(sandbox);
        Assert.Equal("VALIDATING", (await StatusAsync(sandbox, id))["status"]!.GetValue<string>());
        JsonNode failed = await StatusAsync(sandbox, id);
        Assert.Equal("ERROR", failed["status"]!.GetValue<string>());
        Assert.Equal("No subject.", failed["message"]!.GetValue<string>());
        Assert.Equal(total, await sandbox.TotalAsync());
        await StatusAsync(sandbox, id);
        Assert.Equal(total, await sandbox.TotalAsync());
    }

    [Fact]
    public async Task A_profile_can_be_told_its_state()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        string id = await AddAsync(sandbox);
        await sandbox.ControlAsync("profiles/" + id, new JsonObject { ["status"] = "INACTIVE", ["message"] = "Retired." });
        JsonNode status = await StatusAsync(sandbox, id);
        Assert.Equal("INACTIVE", status["status"]!.GetValue<string>());
        Assert.Equal("Retired.", status["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_thumbnail_is_a_jpeg_once_the_profile_is_ready()
    {
        await using var sandbox = await TestSandbox.StartAsync(("training_ms", "60000"));
        string id = await AddAsync(sandbox);
        await sandbox.GetAsync($"/v1/phota/profiles/{id}/profile_picture", HttpStatusCode.NotFound);
        await sandbox.AdvanceAsync(61);
        using var response = await sandbox.Http.GetAsync($"/v1/phota/profiles/{id}/profile_picture");
        Assert.Equal("image/jpeg", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(ImageFormat.Jpeg, ImageFormat.Detect(await response.Content.ReadAsByteArrayAsync()));
    }

    [Theory]
    [InlineData("404", HttpStatusCode.NotFound)]
    [InlineData("200", HttpStatusCode.OK)]
    public async Task A_deleted_profile_is_gone(string again, HttpStatusCode expected)
    {
        await using var sandbox = await TestSandbox.StartAsync(("delete_again_status", again));
        string id = await AddAsync(sandbox);
        using var first = await sandbox.Http.DeleteAsync("/v1/phota/profiles/" + id);
        Assert.Equal($$"""{"profile_id":"{{id}}","status":"ok"}""", await first.Content.ReadAsStringAsync());
        await sandbox.GetAsync($"/v1/phota/profiles/{id}/status", HttpStatusCode.NotFound);
        using var second = await sandbox.Http.DeleteAsync("/v1/phota/profiles/" + id);
        Assert.Equal(expected, second.StatusCode);
        using var stranger = await sandbox.Http.DeleteAsync("/v1/phota/profiles/none");
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
    }

    [Theory]
    [InlineData("none", "unknown_profile_status", "404", HttpStatusCode.NotFound)]
    [InlineData("none", "unknown_profile_status", "ignore", HttpStatusCode.OK)]
    [InlineData(null, "not_ready_status", "400", HttpStatusCode.BadRequest)]
    [InlineData(null, "not_ready_status", "409", HttpStatusCode.Conflict)]
    public async Task A_profile_that_cannot_be_used_is_refused_by_the_switch(
        string? id, string name, string value, HttpStatusCode expected)
    {
        await using var sandbox = await TestSandbox.StartAsync((name, value), ("training_ms", "60000"));
        JsonObject body = TestSandbox.EnhanceBody();
        body["profile_ids"] = new JsonArray(id ?? await AddAsync(sandbox));
        using var response = await sandbox.PostAsync(TestSandbox.Enhance, body);
        Assert.Equal(expected, response.StatusCode);
    }

    private static JsonObject Body(TestSandbox sandbox, int photos, string tier, string? tag = null) => new()
    {
        ["image_urls"] = new JsonArray(
            [.. Enumerable.Range(1, photos).Select(n => (JsonNode)new Uri(sandbox.BaseUri, $"/sandbox/photos/{n}.jpg").AbsoluteUri)]),
        ["training_tier"] = tier,
        ["tag"] = tag,
    };

    private static async Task<string> AddAsync(TestSandbox sandbox, int photos = 10, string tier = "standard", string? tag = null) =>
        (await sandbox.PostAsync(Add, Body(sandbox, photos, tier, tag), HttpStatusCode.OK))["profile_id"]!.GetValue<string>();

    private static Task<JsonNode> StatusAsync(TestSandbox sandbox, string id) => sandbox.GetAsync($"/v1/phota/profiles/{id}/status");
}

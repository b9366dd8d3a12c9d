using System.Net;
using System.Net.Http.Json;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Api;

public sealed class KeyTests
{
    [Fact]
    public async Task A_missing_key_is_403_with_a_detail_only()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var response = await sandbox.Keyless.PostAsJsonAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody());
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("""{"detail":"Not authenticated"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_missing_key_is_401_when_the_switch_says_so()
    {
        await using var sandbox = await TestSandbox.StartAsync(("missing_key_status", "401"));
        using var response = await sandbox.Keyless.GetAsync("/v1/phota/profiles/ids");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_key_without_the_prefix_is_401_in_the_documented_words()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using HttpClient client = sandbox.NewClient("real-key");
        using var response = await client.GetAsync("/v1/phota/profiles/ids");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(
            """{"detail":"Missing or invalid API key in the X-API-Key header."}""", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/v1/phota/profiles/ids", HttpStatusCode.OK)]
    [InlineData("/v1/phota/jobs/none", HttpStatusCode.NotFound)]
    [InlineData("/v1/phota/nothing", HttpStatusCode.NotFound)]
    [InlineData("/v1/phota/enhance", HttpStatusCode.MethodNotAllowed)]
    public async Task Every_answer_has_a_request_id_of_its_own(string path, HttpStatusCode expected)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var first = await sandbox.Http.GetAsync(path);
        using var second = await sandbox.Http.GetAsync(path);
        Assert.Equal(expected, first.StatusCode);
        string one = Assert.Single(first.Headers.GetValues("X-Request-Id"));
        string two = Assert.Single(second.Headers.GetValues("X-Request-Id"));
        Assert.True(Guid.TryParseExact(one, "D", out _), one);
        Assert.NotEqual(one, two);
    }
}

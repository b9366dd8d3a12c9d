using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Control;

public sealed class RequestLogTests
{
    [Fact]
    public async Task A_request_is_logged_with_its_images_digested_and_its_key_hidden()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonObject body = TestSandbox.EnhanceBody();
        body["prompt"] = "warmer";
        using var response = await sandbox.PostAsync(TestSandbox.Enhance + "?a=b", body);
        JsonNode logged = Assert.Single(await sandbox.RequestsAsync())!;
        Assert.Equal("POST", logged["method"]!.GetValue<string>());
        Assert.Equal(TestSandbox.Enhance, logged["path"]!.GetValue<string>());
        Assert.Equal("?a=b", logged["query"]!.GetValue<string>());
        Assert.Equal("present", logged["headers"]!["x-api-key"]!.GetValue<string>());
        Assert.Equal("warmer", logged["body"]!["prompt"]!.GetValue<string>());
        JsonNode image = logged["body"]!["image"]!;
        Assert.Equal("base64", image["kind"]!.GetValue<string>());
        Assert.Equal("jpeg", image["format"]!.GetValue<string>());
        Assert.Equal(TestSandbox.PhotoBase64.Length, image["length"]!.GetValue<int>());
        Assert.Equal(TestSandbox.Photo.Length, image["bytes"]!.GetValue<int>());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(TestSandbox.Photo)), image["sha256"]!.GetValue<string>());
        Assert.Equal(200, logged["status"]!.GetValue<int>());
        Assert.Equal("completed", logged["outcome"]!.GetValue<string>());
        Assert.Equal(response.Content.Headers.ContentLength, logged["bytes_out"]!.GetValue<long>());
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), logged["request_id"]!.GetValue<string>());
        Assert.True(logged["duration_ms"]!.GetValue<long>() >= 0);
        Assert.True(logged["chunked"]!.GetValue<bool>());
        Assert.Null(logged["content_length"]);
    }

    [Fact]
    public async Task A_body_of_known_length_is_logged_as_such()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        string text = TestSandbox.EnhanceBody().ToJsonString();
        await sandbox.Http.PostAsync(TestSandbox.Enhance, new StringContent(text, null, "application/json"));
        JsonNode logged = Assert.Single(await sandbox.RequestsAsync())!;
        Assert.Equal(text.Length, logged["content_length"]!.GetValue<int>());
        Assert.False(logged["chunked"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_url_is_logged_as_such()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonObject body = TestSandbox.EnhanceBody();
        body["image"] = "https://example.com/dog.jpg";
        await sandbox.PostAsync(TestSandbox.Enhance, body);
        JsonNode image = (await sandbox.RequestsAsync())[0]!["body"]!["image"]!;
        Assert.Equal("url", image["kind"]!.GetValue<string>());
        Assert.Equal("https://example.com/dog.jpg", image["url"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_download_is_logged_with_what_went_out()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        string url = (await sandbox.EnhanceAsync())["download_urls"]![0]!.GetValue<string>();
        byte[] image = await sandbox.Keyless.GetByteArrayAsync(url);
        JsonNode logged = Assert.Single(await sandbox.RequestsAsync("?path=/files/*"))!;
        Assert.Equal(image.Length, logged["bytes_out"]!.GetValue<int>());
        Assert.Equal("completed", logged["outcome"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("?method=GET", 2)]
    [InlineData("?path=/v1/phota/enhance", 1)]
    [InlineData("?path=/v1/*&method=get", 1)]
    public async Task The_log_is_filtered_by_path_and_method(string query, int count)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        string url = (await sandbox.EnhanceAsync())["download_urls"]![0]!.GetValue<string>();
        await sandbox.Keyless.GetAsync(url);
        await sandbox.GetAsync("/v1/phota/profiles/ids");
        Assert.Equal(count, (await sandbox.RequestsAsync(query)).Count);
    }

    [Fact]
    public async Task Concurrency_counts_operations_only()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"hold"}""", times: 3);
        Task[] pending =
        [
            sandbox.EnhanceAsync(), sandbox.EnhanceAsync(), sandbox.GetAsync("/v1/phota/profiles/ids"),
        ];
        await sandbox.WaitAsync("held", 3);
        Assert.Equal(2, (await sandbox.ControlAsync("requests"))["max_concurrency"]!.GetValue<int>());
        await sandbox.ControlAsync("release", new JsonObject());
        await Task.WhenAll(pending);
    }
}

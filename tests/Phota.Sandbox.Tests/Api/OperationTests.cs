using System.Net;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;
using StbImageSharp;

namespace Phota.Sandbox.Tests.Api;

/// <summary>Edit, generate and remix, and the size of what they make.</summary>
public sealed class OperationTests
{
    [Theory]
    [InlineData("1K", "1:1", 1024, 1024)]
    [InlineData("1K", "16:9", 1024, 576)]
    [InlineData("2K", "3:4", 1536, 2048)]
    [InlineData("1K", "auto", 1024, 1024)]
    public async Task Generate_follows_resolution_and_aspect_ratio(string resolution, string aspect, int width, int height)
    {
        await using var sandbox = await TestSandbox.StartAsync(("image_size", "contract"));
        JsonNode result = await sandbox.PostAsync(TestSandbox.Generate, new JsonObject
        {
            ["prompt"] = "a lighthouse",
            ["resolution"] = resolution,
            ["aspect_ratio"] = aspect,
            ["output_format"] = "jpg",
            ["response_mode"] = "bytes",
        }, HttpStatusCode.OK);
        Assert.Equal((width, height), SizeOf(result));
        Assert.Equal(0.10m, await sandbox.TotalAsync());
    }

    [Theory]
    [InlineData("auto", 64, 48)]
    [InlineData("9:16", 36, 64)]
    public async Task Edit_follows_the_photo_unless_told_otherwise(string aspect, int width, int height)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonNode result = await sandbox.PostAsync(TestSandbox.Edit, new JsonObject
        {
            ["prompt"] = "make it evening",
            ["images"] = new JsonArray(TestSandbox.PhotoBase64, "https://example.com/second.jpg"),
            ["aspect_ratio"] = aspect,
            ["output_format"] = "png",
            ["response_mode"] = "bytes",
        }, HttpStatusCode.OK);
        Assert.Equal((width, height), SizeOf(result));
    }

    [Fact]
    public async Task Enhance_is_2K_in_the_proportions_of_the_photo()
    {
        await using var sandbox = await TestSandbox.StartAsync(("image_size", "contract"));
        Assert.Equal((2048, 1536), SizeOf(await sandbox.EnhanceAsync("bytes")));
    }

    [Fact]
    public async Task Remix_needs_no_more_than_its_two_images()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonNode result = await sandbox.PostAsync(TestSandbox.Remix, new JsonObject
        {
            ["input_image"] = TestSandbox.PhotoBase64,
            ["reference_image"] = new Uri(sandbox.BaseUri, "/sandbox/photos/2.jpg").AbsoluteUri,
        }, HttpStatusCode.OK);
        Assert.Equal((64, 48), SizeOf(result));
        Assert.Equal(0.12m, await sandbox.TotalAsync());
    }

    [Theory]
    [InlineData("clock", "image/jpeg")]
    [InlineData("png", "image/png")]
    [InlineData("jpg", "image/jpeg")]
    public async Task The_default_format_is_a_switch(string value, string mediaType)
    {
        await using var sandbox = await TestSandbox.StartAsync(("default_output_format", value));
        JsonNode result = await sandbox.PostAsync(
            TestSandbox.Generate, new JsonObject { ["prompt"] = "x", ["response_mode"] = "urls" }, HttpStatusCode.OK);
        using var response = await sandbox.Keyless.GetAsync(result["download_urls"]![0]!.GetValue<string>());
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task An_operation_past_the_limit_is_504_and_free()
    {
        await using var sandbox = await TestSandbox.StartAsync(("latency_ms", "700000"));
        Task<HttpResponseMessage> pending = sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody());
        await sandbox.WaitAsync("received");
        await sandbox.AdvanceAsync(601);
        using HttpResponseMessage response = await pending;
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        JsonNode bill = await sandbox.ControlAsync("bill");
        Assert.Empty(bill["entries"]!.AsArray());
        Assert.Equal(0m, bill["reserved"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task Realistic_latency_is_as_measured()
    {
        await using var sandbox = await TestSandbox.StartAsync(("latency", "realistic"));
        Task<JsonNode> pending = sandbox.EnhanceAsync();
        await sandbox.WaitAsync("received");
        await sandbox.AdvanceAsync(36);
        Assert.False(pending.IsCompleted);
        await sandbox.AdvanceAsync(60);
        await pending;
    }

    private static (int Width, int Height) SizeOf(JsonNode result)
    {
        byte[] image = Convert.FromBase64String(result["images"]![0]!.GetValue<string>());
        ImageResult decoded = ImageResult.FromMemory(image);
        return (decoded.Width, decoded.Height);
    }
}

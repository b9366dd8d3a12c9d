using System.Net;
using System.Text.Json.Nodes;
using Phota.Sandbox.Http;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Api;

public sealed class EnhanceTests
{
    [Theory]
    [InlineData("jpg", ImageFormat.Jpeg)]
    [InlineData("png", ImageFormat.Png)]
    public async Task Bytes_carry_images_in_the_format_asked_for(string asked, string magic)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonObject body = TestSandbox.EnhanceBody("bytes");
        body["output_format"] = asked;
        body["num_output_images"] = 2;
        JsonNode result = await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.OK);

        byte[][] images = [.. result["images"]!.AsArray().Select(i => Convert.FromBase64String(i!.GetValue<string>()))];
        Assert.Equal(2, images.Length);
        Assert.All(images, p => Assert.Equal(magic, ImageFormat.Detect(p)));
        Assert.NotEqual(images[0], images[1]);
        Assert.Empty(result["download_urls"]!.AsArray());
        Assert.Empty(result["known_subjects"]!["counts"]!.AsObject());
    }

    [Fact]
    public async Task Urls_lead_to_the_images_without_a_key()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonNode result = await sandbox.EnhanceAsync();
        Assert.Empty(result["images"]!.AsArray());
        string url = Assert.Single(result["download_urls"]!.AsArray())!.GetValue<string>();
        using var response = await sandbox.Keyless.GetAsync(url);
        Assert.Equal("image/jpeg", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(ImageFormat.Jpeg, ImageFormat.Detect(await response.Content.ReadAsByteArrayAsync()));
    }

    [Fact]
    public async Task The_length_is_announced()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, TestSandbox.Enhance)
        {
            Content = new StringContent(TestSandbox.EnhanceBody("bytes").ToJsonString(), null, "application/json"),
        };
        using var response = await sandbox.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        long? announced = response.Content.Headers.ContentLength;
        Assert.Equal(announced, (await response.Content.ReadAsByteArrayAsync()).LongLength);
    }

    [Fact]
    public async Task A_result_can_be_the_next_input_by_its_url()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonNode first = await sandbox.EnhanceAsync();
        JsonObject body = TestSandbox.EnhanceBody();
        body["image"] = first["download_urls"]![0]!.GetValue<string>();
        JsonNode second = await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.OK);
        Assert.Single(second["download_urls"]!.AsArray());
    }

    [Fact]
    public async Task An_expired_result_cannot_be_an_input()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonNode first = await sandbox.EnhanceAsync();
        await sandbox.AdvanceAsync(86_401);
        JsonObject body = TestSandbox.EnhanceBody();
        body["image"] = first["download_urls"]![0]!.GetValue<string>();
        JsonNode error = await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.BadRequest);
        Assert.Equal("BAD_REQUEST", error["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("empty_array_form", "missing", """{"known_subjects":{"counts":{}},"download_urls":["u"]}""")]
    [InlineData("empty_array_form", "null", """{"known_subjects":{"counts":{}},"images":null,"download_urls":["u"]}""")]
    [InlineData("known_subjects_form", "missing", """{"images":[],"download_urls":["u"]}""")]
    [InlineData("known_subjects_form", "null", """{"known_subjects":null,"images":[],"download_urls":["u"]}""")]
    public async Task Results_come_in_the_form_that_the_switches_pick(string name, string value, string expected)
    {
        await using var sandbox = await TestSandbox.StartAsync((name, value));
        await sandbox.FaultAsync("""{"kind":"foreign_url","url":"u"}""");
        using var response = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody());
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }
}

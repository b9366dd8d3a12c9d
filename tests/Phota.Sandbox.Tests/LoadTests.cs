using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests;

public sealed class LoadTests
{
    private const int MegaByte = 1024 * 1024;

    [Fact]
    public async Task A_photo_of_50_MB_is_taken_and_only_its_digest_kept()
    {
        await using var sandbox = await TestSandbox.StartAsync(("images", "stock"));
        byte[] photo = Jpeg(50 * MegaByte);
        JsonObject body = TestSandbox.EnhanceBody();
        body["image"] = Convert.ToBase64String(photo);
        await sandbox.PostAsync(TestSandbox.Enhance, body, HttpStatusCode.OK);
        JsonNode image = (await sandbox.RequestsAsync())[0]!["body"]!["image"]!;
        Assert.Equal(photo.Length, image["bytes"]!.GetValue<int>());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(photo)), image["sha256"]!.GetValue<string>());
    }

    [Fact]
    public async Task Four_images_of_24_MB_fit_in_one_answer()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        byte[] image = Jpeg(24 * MegaByte);
        await sandbox.ControlAsync("faults", new JsonArray(new JsonObject
        {
            ["action"] = new JsonObject { ["kind"] = "image_bytes", ["body_base64"] = Convert.ToBase64String(image) },
        }));
        JsonObject body = TestSandbox.EnhanceBody("bytes");
        body["num_output_images"] = 4;
        using var request = new HttpRequestMessage(HttpMethod.Post, TestSandbox.Enhance)
        {
            Content = new StringContent(body.ToJsonString(), null, "application/json"),
        };
        using var response = await sandbox.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 4L * 32 * MegaByte);
        await using Stream stream = await response.Content.ReadAsStreamAsync();
        JsonNode result = (await JsonNode.ParseAsync(stream))!;
        Assert.Equal(4, result["images"]!.AsArray().Count);
        Assert.All(result["images"]!.AsArray(), i => Assert.Equal(image, Convert.FromBase64String(i!.GetValue<string>())));
    }

    [Fact]
    public async Task Two_thousand_requests_are_logged_billed_and_counted()
    {
        const int Requests = 2000;
        await using var sandbox = await TestSandbox.StartAsync();
        string body = TestSandbox.EnhanceBody().ToJsonString();
        await Parallel.ForAsync(0, Requests, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, cancel) =>
        {
            using var content = new StringContent(body, null, "application/json");
            using var response = await sandbox.Http.PostAsync(TestSandbox.Enhance, content, cancel);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        });
        JsonNode log = await sandbox.ControlAsync("requests");
        Assert.Equal(Requests, log["requests"]!.AsArray().Count);
        Assert.Equal(0, log["in_flight"]!.GetValue<int>());
        Assert.InRange(log["max_concurrency"]!.GetValue<int>(), 2, 16);
        Assert.Equal(Requests * 0.12m, await sandbox.TotalAsync());
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    private static byte[] Jpeg(int length)
    {
        byte[] bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        TestSandbox.Photo.AsSpan(0, 16).CopyTo(bytes);
        return bytes;
    }
}

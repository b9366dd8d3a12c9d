using System.Text.Json.Nodes;

namespace Phota.Tests.Live;

public sealed class DownloadTests
{
    private const string Files = """{"method":"GET","path":"/files/*"}""";
    private const string BreaksAfter100 = """{"kind":"truncate","after_bytes":100}""";

    [Fact]
    public async Task What_broke_off_is_resumed_where_it_broke_and_costs_nothing()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance()));
        PhotaImage whole = await SaveAsync(sandbox, image, "whole.jpg");
        await sandbox.FaultAsync(BreaksAfter100, Files);
        List<PhotaException> retried = [];
        PhotaImage resumed = await SaveAsync(sandbox, image, "resumed.jpg", retried.Add);

        Assert.Equal((whole.Sha256, whole.Length), (resumed.Sha256, resumed.Length));
        Assert.Equal(File.ReadAllBytes(whole.FullName!), File.ReadAllBytes(resumed.FullName!));
        JsonArray requests = await DownloadsAsync(sandbox);
        Assert.Equal(["bytes=100-"], requests.Select(Range).Skip(2));
        Assert.Equal((206, whole.Length - 100), ((int)requests[2]!["status"]!, (long)requests[2]!["bytes_out"]!));
        Assert.Equal(PhotaErrorKind.Network, Assert.Single(retried).Kind);
        Assert.Equal(1, await sandbox.ChargesAsync());
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Fact]
    public async Task It_may_break_again_and_again()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance()));
        await sandbox.FaultAsync(BreaksAfter100, Files, times: 3);
        PhotaImage saved = await SaveAsync(sandbox, image);

        Assert.Equal([null, "bytes=100-", "bytes=200-", "bytes=300-"], (await DownloadsAsync(sandbox)).Select(Range));
        Assert.Equal(saved.Length, new FileInfo(saved.FullName!).Length);
    }

    [Fact]
    public async Task Only_the_same_version_is_resumed()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance()));
        await sandbox.FaultAsync(BreaksAfter100, Files);
        await SaveAsync(sandbox, image);

        JsonNode second = (await DownloadsAsync(sandbox))[1]!;
        Assert.Equal($"\"{image.DownloadUri!.AbsolutePath["/files/".Length..]}\"", (string?)second["headers"]!["if-range"]);
    }

    [Fact]
    public async Task A_server_that_sends_all_of_it_again_is_taken_from_the_start()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance()));
        byte[] other = Pixels.Png(5000);
        await sandbox.FaultAsync(BreaksAfter100, Files);
        await sandbox.FaultAsync(
            $$"""{"kind":"replace","content_type":"image/png","body_base64":"{{Convert.ToBase64String(other)}}"}""", Files);
        PhotaImage saved = await SaveAsync(sandbox, image);

        Assert.Equal([null, "bytes=100-"], (await DownloadsAsync(sandbox)).Select(Range));
        Assert.Equal(other, File.ReadAllBytes(saved.FullName!));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(other)), saved.Sha256);
    }

    [Theory]
    [InlineData("""{"kind":"respond","status":416,"body":""}""")]
    [InlineData("""{"kind":"respond","status":206,"body":"xxxx"}""")]
    [InlineData("""{"kind":"respond","status":206,"headers":{"Content-Range":"bytes 100-103/104"},"body":"xxxx"}""")]
    [InlineData("""{"kind":"respond","status":206,"headers":{"Content-Range":"bytes 100-103/*"},"body":"xxxx"}""")]
    [InlineData("""{"kind":"respond","status":206,"headers":{"Content-Range":"bytes 0-3/4"},"body":"xxxx"}""")]
    public async Task An_answer_that_is_not_the_rest_starts_it_over(string fault)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance()));
        PhotaImage whole = await SaveAsync(sandbox, image, "whole.jpg");
        await sandbox.FaultAsync(BreaksAfter100, Files);
        await sandbox.FaultAsync(fault, Files);
        PhotaImage saved = await SaveAsync(sandbox, image);

        Assert.Equal([null, "bytes=100-", null], (await DownloadsAsync(sandbox)).Select(Range).Skip(1));
        Assert.Equal(whole.Sha256, saved.Sha256);
    }

    [Fact]
    public async Task A_part_that_was_not_asked_for_is_not_taken_for_the_whole()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance()));
        PhotaImage whole = await SaveAsync(sandbox, image, "whole.jpg");
        await sandbox.FaultAsync("""{"kind":"respond","status":206,"headers":{"Content-Range":"bytes 0-3/9999"},"body":"xxxx"}""", Files);
        Assert.Equal(whole.Sha256, (await SaveAsync(sandbox, image)).Sha256);
    }

    [Theory]
    [InlineData("""{"kind":"replace","body":"not an image"}""")]
    [InlineData("""{"kind":"replace","body":""}""")]
    public async Task What_is_not_an_image_gets_no_name(string fault)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance()));
        await sandbox.FaultAsync(fault, Files);
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => SaveAsync(sandbox, image));
        Assert.Equal(PhotaErrorKind.Response, e.Kind);
        Assert.Empty(sandbox.Results());
    }

    [Theory]
    [InlineData("""{"kind":"respond","status":503,"body":null,"retry_after_seconds":1}""")]
    [InlineData("""{"kind":"respond","status":429,"body":null,"retry_after_date_seconds":1}""")]
    [InlineData("""{"kind":"respond","status":500,"body":null}""")]
    [InlineData("""{"kind":"reset","when":"after_read"}""")]
    public async Task A_server_that_is_busy_or_broken_is_asked_again(string fault)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance()));
        await sandbox.FaultAsync(fault, Files);
        Assert.NotNull((await SaveAsync(sandbox, image)).FullName);
        Assert.Equal(2, (await DownloadsAsync(sandbox)).Count);
        Assert.Equal(1, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task The_images_of_one_answer_are_fetched_at_once()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"hold","when":"mid_body","after_bytes":50}""", Files, times: 4);
        Task<IReadOnlyList<PhotaImage>> running = sandbox.Client().EnhanceAsync(sandbox.Enhance(count: 4), sandbox.Target());
        await sandbox.WaitForAsync("held", 4);
        await sandbox.PostAsync("release");

        Assert.Equal(4, (await running).Count);
        Assert.Equal(4, sandbox.Results().Length);
    }

    private static Task<PhotaImage> SaveAsync(TestSandbox sandbox, PhotaImage image, string name = "saved.jpg", Action<PhotaException>? onRetry = null) =>
        new ImageDownloader(image.DownloadUri!, onRetry).SaveAsync(image, sandbox.Target(name), TimeSpan.FromSeconds(30));

    private static async Task<JsonArray> DownloadsAsync(TestSandbox sandbox) =>
        [.. (await sandbox.RequestsAsync()).Where(request => ((string)request!["path"]!).StartsWith("/files/", StringComparison.Ordinal)).Select(request => request!.DeepClone())];

    private static string? Range(JsonNode? request) => (string?)request!["headers"]!["range"];
}

using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Phota.Tests.Live;

public sealed class EnhanceTests
{
    [Theory]
    [InlineData(ResponseMode.Urls)]
    [InlineData(ResponseMode.Bytes)]
    public async Task Results_are_saved_verified_and_described(ResponseMode mode)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        IReadOnlyList<PhotaImage> images = await sandbox.Client().EnhanceAsync(sandbox.Enhance(mode, count: 3), sandbox.Target());

        Assert.Equal(["photo.png.jpg", "photo.png.v2.jpg", "photo.png.v3.jpg"], sandbox.Results());
        Assert.Equal([1, 2, 3], images.Select(image => image.Variation));
        Assert.Equal(3, images.Select(image => image.Sha256).Distinct().Count());
        foreach (PhotaImage image in images)
        {
            byte[] file = File.ReadAllBytes(image.FullName!);
            Assert.Equal(ImageFormat.Jpeg, ImageSignature.Detect(file));
            Assert.Equal((file.Length, Convert.ToHexStringLower(SHA256.HashData(file))), ((int)image.Length!, image.Sha256));
            Assert.True(image.Width > 0 && image.Height > 0);
            Assert.Equal(("enhance", 0.12m, "nb2", "2K", 1), (image.Operation, image.EstimatedCost, image.BaseModel, image.Resolution, image.Attempt));
            Assert.Equal(mode == ResponseMode.Urls, image.DownloadUri is not null);
        }

        JsonArray requests = await sandbox.RequestsAsync();
        JsonNode request = requests[0]!;
        Assert.Equal((string?)requests[mode == ResponseMode.Urls ? 1 : 0]!["request_id"], images[0].RequestId);
        Assert.Equal(mode == ResponseMode.Urls, images[0].JobId is not null);
        Assert.Equal(new FileInfo(sandbox.Photo()).Length, (long)request["body"]!["image"]!["bytes"]!);
        Assert.False((bool)request["chunked"]!);
        Assert.Equal("jpg", (string)request["body"]!["output_format"]!);
        Assert.Equal(mode == ResponseMode.Urls ? "urls" : "bytes", (string)request["body"]!["response_mode"]!);
        Assert.Equal("0.36", (await sandbox.GetAsync("bill"))["total"]!.ToString());
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Fact]
    public async Task Without_a_target_results_stay_at_their_URLs_and_can_be_saved_later()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance()));
        Assert.Null(image.FullName);
        Assert.InRange(image.ExpiresAt!.Value - image.CreatedAt, TimeSpan.FromHours(23), TimeSpan.FromHours(24));

        PhotaImage saved = await new ImageDownloader(sandbox.BaseUri).SaveAsync(image, sandbox.Target("dog.jpg"), TimeSpan.FromSeconds(30));
        Assert.Equal("dog.jpg", Path.GetFileName(saved.FullName));
        Assert.Equal(1, await sandbox.ChargesAsync());
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Fact]
    public async Task An_existing_result_is_found_before_anything_is_sent()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        OutputTarget target = sandbox.Target();
        File.WriteAllText(target.PathFor(1, ImageFormat.Jpeg), "mine");

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => sandbox.Client().EnhanceAsync(sandbox.Enhance(count: 2), target));
        Assert.Equal(PhotaErrorKind.OutputFile, e.Kind);
        Assert.Empty(await sandbox.RequestsAsync());

        await sandbox.Client().EnhanceAsync(sandbox.Enhance(count: 2), target with { Overwrite = true });
        Assert.NotEqual("mine", File.ReadAllText(target.PathFor(1, ImageFormat.Jpeg)));
    }

    [Theory]
    [InlineData(ResponseMode.Urls)]
    [InlineData(ResponseMode.Bytes)]
    public async Task More_images_than_one_request_makes_are_refused_before_anything_is_sent(ResponseMode mode)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => sandbox.Client().EnhanceAsync(sandbox.Enhance(mode, count: 5), sandbox.Target()));
        Assert.Equal(PhotaErrorKind.Validation, e.Kind);
        Assert.Empty(await sandbox.RequestsAsync());
    }

    [Fact]
    public async Task Bytes_without_a_target_are_refused_before_anything_is_sent()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => sandbox.Client().EnhanceAsync(sandbox.Enhance(ResponseMode.Bytes)));
        Assert.Equal(PhotaErrorKind.Validation, e.Kind);
        Assert.Empty(await sandbox.RequestsAsync());
    }

    [Fact]
    public async Task A_result_goes_on_by_its_URL_and_keeps_the_name_of_its_photo()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaClient client = sandbox.Client();
        IReadOnlyList<PhotaImage> first = await client.EnhanceAsync(sandbox.Enhance(count: 2));
        PhotaImage again = Assert.Single(await client.EnhanceAsync(new EnhanceRequest(ImageInput.FromResult(first[1]))));

        JsonNode sent = (await sandbox.RequestsAsync()).Last(request => (string)request!["method"]! == "POST")!["body"]!["image"]!;
        Assert.Equal(first[1].DownloadUri!.AbsoluteUri, (string)sent["url"]!);
        Assert.Equal("photo.v2.png", Path.GetFileName(again.Source));
    }

    [Fact]
    public async Task A_URL_that_expired_gives_way_to_the_saved_file()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance(), sandbox.Target()));
        PhotaImage old = image with { ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1) };

        Assert.IsType<LocalPhoto>(ImageInput.FromResult(old));
        Assert.Equal(PhotaErrorKind.InputFile, Assert.Throws<PhotaException>(() => ImageInput.FromResult(old with { FullName = null })).Kind);
    }
}

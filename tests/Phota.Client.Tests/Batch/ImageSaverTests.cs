using Phota.Tests.Live;

namespace Phota.Tests.Batches;

/// <summary>Results of earlier operations, fetched from their URLs into a destination.</summary>
public sealed class ImageSaverTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_result_is_downloaded_once_also_one_of_another_machine(bool isOurs)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = await MakeAsync(sandbox);
        if (!isOurs) image = image with { Fingerprint = null };
        PhotaImage saved = await SaveAsync(sandbox, image);
        Assert.Equal(Path.Combine(sandbox.Folder.File("out"), "photo.png.jpg"), saved.FullName);
        Assert.Equal(saved.Sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(saved.FullName!))));
        int requests = (await sandbox.RequestsAsync()).Count;

        Assert.Equal((saved.FullName, saved.Sha256, saved.Length), Of(await SaveAsync(sandbox, image)));
        Assert.Equal(requests, (await sandbox.RequestsAsync()).Count);
        using Ledger ledger = Ledger.Open(sandbox.Folder.File("out"));
        PhotaImage recorded = Assert.Single(ledger.Images());
        Assert.Equal(("enhance", 0.12m, image.JobId), (recorded.Operation, recorded.EstimatedCost!.Value, recorded.JobId));

        static (string?, string?, long?) Of(PhotaImage image) => (image.FullName, image.Sha256, image.Length);
    }

    [Fact]
    public async Task Two_results_with_one_name_are_an_error_of_the_second()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = await MakeAsync(sandbox);
        PhotaImage other = image with { Source = "/elsewhere/photo.png", Fingerprint = new string('b', 32) };
        using Ledger ledger = Ledger.Open(sandbox.Folder.File("out"));
        ImageSaver saver = new(sandbox.BaseUri, Folder(sandbox), ledger, TimeSpan.FromSeconds(60));
        await saver.SaveAsync(image);
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => saver.SaveAsync(other));
        Assert.Equal(PhotaErrorKind.OutputFile, e.Kind);
        Assert.Contains(other.Source!, e.Message, StringComparison.Ordinal);
        Assert.Contains(image.Source!, e.Message, StringComparison.Ordinal);
        Assert.Equal(["photo.png.jpg"], sandbox.Results());
    }

    [Fact]
    public async Task A_name_that_is_taken_is_known_before_the_download()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = await MakeAsync(sandbox);
        File.WriteAllText(sandbox.Target().PathFor(0, ImageFormat.Jpeg), "mine");
        int requests = (await sandbox.RequestsAsync()).Count;
        Assert.Equal(PhotaErrorKind.OutputFile, (await Assert.ThrowsAsync<PhotaException>(() => SaveAsync(sandbox, image))).Kind);
        Assert.Equal("mine", File.ReadAllText(sandbox.Target().PathFor(0, ImageFormat.Jpeg)));
        Assert.Equal(requests, (await sandbox.RequestsAsync()).Count);
    }

    private static async Task<PhotaImage> MakeAsync(TestSandbox sandbox) =>
        Assert.Single((await new TestBatch(sandbox) { Destination = null }.RunAsync(sandbox.Enhance())).Images);

    private static OutputFolder Folder(TestSandbox sandbox) => new(sandbox.Folder.File("out"), null, overwrite: false);

    private static async Task<PhotaImage> SaveAsync(TestSandbox sandbox, PhotaImage image)
    {
        using Ledger ledger = Ledger.Open(sandbox.Folder.File("out"));
        return await new ImageSaver(sandbox.BaseUri, Folder(sandbox), ledger, TimeSpan.FromSeconds(60)).SaveAsync(image);
    }
}

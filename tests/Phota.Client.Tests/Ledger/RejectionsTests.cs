using Phota.Tests.Batches;
using Phota.Tests.Live;

namespace Phota.Tests.Ledgers;

/// <summary>What was rejected is not planned, fetched or paid for again by the same command.</summary>
public sealed class RejectionsTests
{
    [Fact]
    public async Task A_rejected_image_counts_as_existing()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        PhotaImage[] images = (await batch.RunAsync(sandbox.Enhance(count: 3))).Images;
        Reject(images[1]);
        Assert.False(File.Exists(images[1].FullName));
        string aside = Assert.Single(Directory.GetFiles(Path.Combine(batch.Destination!, ".phota", "rejected")));
        Assert.EndsWith($"-{images[1].Name}", aside);
        Assert.Equal(aside, LedgerImage(batch, 2).FullName);
        using (Ledger ledger = Ledger.Open(batch.Destination!)) Assert.Equal([false, true, false], ledger.Images().OrderBy(image => image.Variation).Select(ledger.IsRejected));
        int requests = (await sandbox.RequestsAsync()).Count;

        foreach (RetryStates retry in new[] { RetryStates.None, RetryStates.Missing | RetryStates.Failed | RetryStates.PerhapsPaid })
        {
            TestBatch again = batch with { Retry = retry };
            Assert.Equal((PlanAction.Skip, 0m), Of(Assert.Single(again.Plan(sandbox.Enhance(count: 3)))));
            TestRun run = await again.RunAsync(sandbox.Enhance(count: 3));
            Assert.Empty(run.Errors);
            Assert.Equal([1, 3], run.Images.Select(image => image.Variation));
            Assert.All(run.Outcomes, outcome => Assert.Equal(0, outcome.Undelivered));
        }

        Assert.Equal(requests, (await sandbox.RequestsAsync()).Count);
        Assert.Equal(3, await sandbox.ImagesPaidAsync());
    }

    [Fact]
    public async Task A_larger_count_buys_only_what_never_was()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        foreach (PhotaImage image in (await batch.RunAsync(sandbox.Enhance(count: 2))).Images) Reject(image);
        PhotaPlan all = Assert.Single(batch.Plan(sandbox.Enhance(count: 2)))!;
        Assert.Equal((PlanAction.Skip, "rejected or not delivered"), (all.Action, all.Reason));
        Assert.Empty(all.GetImages());
        Assert.Empty((await batch.RunAsync(sandbox.Enhance(count: 2))).Outcomes.SelectMany(outcome => outcome.Results));

        Assert.Equal(0.24m, Assert.Single(batch.Plan(sandbox.Enhance(count: 4)))!.EstimatedCost);
        TestRun run = await batch.RunAsync(sandbox.Enhance(count: 4));
        Assert.Equal([3, 4], run.Images.Select(image => image.Variation));
        Assert.Equal(4, await sandbox.ImagesPaidAsync());
    }

    [Fact]
    public async Task What_is_fetched_for_another_variation_leaves_the_rejected_one_out()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        PhotaImage[] images = (await batch.RunAsync(sandbox.Enhance(count: 3))).Images;
        Reject(images[0]);
        File.Delete(images[2].FullName!);
        TestRun run = await batch.RunAsync(sandbox.Enhance(count: 3));
        Assert.Empty(run.Errors);
        Assert.Equal([2, 3], run.Images.Select(image => image.Variation).Order());
        Assert.False(File.Exists(images[0].FullName));
        Assert.True(File.Exists(images[2].FullName));
        Assert.All(run.Outcomes, outcome => Assert.Equal(0, outcome.Undelivered));
        Assert.Equal(3, await sandbox.ImagesPaidAsync());
        Assert.Equal([2, 3], (await batch.RunAsync(sandbox.Enhance(count: 3))).Images.Select(image => image.Variation));
    }

    [Fact]
    public async Task A_file_that_was_put_back_is_found_and_can_be_rejected_again()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        PhotaImage image = Assert.Single((await batch.RunAsync(sandbox.Enhance())).Images);
        Reject(image);
        string folder = Path.Combine(batch.Destination!, ".phota", "rejected");
        File.Copy(Assert.Single(Directory.GetFiles(folder)), image.FullName!);
        Assert.Equal(image.FullName, Assert.Single((await batch.RunAsync(sandbox.Enhance())).Images).FullName);
        using (Ledger ledger = Ledger.Open(batch.Destination!)) Assert.False(ledger.IsRejected(Assert.Single(ledger.Images())));
        File.WriteAllText(image.FullName!, "retouched");
        Reject(image);
        Assert.Equal(2, Directory.GetFiles(folder).Length);
        Assert.Empty((await batch.RunAsync(sandbox.Enhance())).Images);
        Assert.Equal(1, await sandbox.ImagesPaidAsync());
    }

    [Fact]
    public async Task The_fact_is_there_before_the_file_moves()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        PhotaImage image = Assert.Single((await batch.RunAsync(sandbox.Enhance())).Images);
        File.WriteAllText(Path.Combine(batch.Destination!, ".phota", "rejected"), "no folder");
        Assert.Equal(PhotaErrorKind.OutputFile, Assert.Throws<PhotaException>(() => Reject(image)).Kind);
        Assert.True(File.Exists(image.FullName));
        File.Delete(image.FullName!);
        Assert.Empty((await batch.RunAsync(sandbox.Enhance())).Images);
    }

    [Fact]
    public async Task A_photo_with_the_same_bytes_keeps_its_own_copy()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        string first = sandbox.Photo("first.png"), twin = sandbox.Folder.File("twin.png");
        File.Copy(first, twin);
        ImageRequest[] both = [new EnhanceRequest(ImageInput.FromFile(first)), new EnhanceRequest(ImageInput.FromFile(twin))];
        PhotaImage[] images = (await batch.RunAsync(both)).Images;
        Reject(images[0]);
        PhotaImage left = Assert.Single((await batch.RunAsync(both)).Images);
        Assert.Equal(images[1].FullName, left.FullName);
        Assert.Equal(1, await sandbox.ImagesPaidAsync());
    }

    [Fact]
    public async Task Results_in_folders_below_a_destination_are_found_too()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox) { RelativeTo = sandbox.Folder.Path };
        Directory.CreateDirectory(sandbox.Folder.File("deep"));
        ImageRequest request = new EnhanceRequest(ImageInput.FromFile(sandbox.Photo(Path.Combine("deep", "photo.png"))));
        PhotaImage image = Assert.Single((await batch.RunAsync(request)).Images);
        Assert.Equal(Path.Combine(batch.Destination!, "deep"), Path.GetDirectoryName(image.FullName));
        Reject(image);
        Assert.Single(Directory.GetFiles(Path.Combine(batch.Destination!, ".phota", "rejected")));
    }

    [Fact]
    public async Task What_no_destination_knows_is_left_alone()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        PhotaImage image = Assert.Single((await batch.RunAsync(sandbox.Enhance())).Images);
        string elsewhere = sandbox.Photo("elsewhere.png");
        foreach (PhotaImage unknown in new[] { image with { FullName = elsewhere }, image with { FullName = null }, image with { Fingerprint = "another" } })
        {
            PhotaException e = Assert.Throws<PhotaException>(() => Reject(unknown));
            Assert.Equal((PhotaErrorKind.NotFound, PhotaRemedy.RemoveFile), (e.Kind, e.Remedy));
        }

        Assert.True(File.Exists(elsewhere));
        Assert.Equal(1, (await batch.RunAsync(sandbox.Enhance())).Count(ImageOrigin.Found));
    }

    private static void Reject(PhotaImage image)
    {
        using Rejections rejections = new();
        rejections.Reject(image);
    }

    private static PhotaImage LedgerImage(TestBatch batch, int variation)
    {
        using Ledger ledger = batch.OpenLedger();
        return ledger.Images().Single(image => image.Variation == variation);
    }

    private static (PlanAction, decimal?) Of(PhotaPlan? plan) => (plan!.Action, plan.EstimatedCost);
}

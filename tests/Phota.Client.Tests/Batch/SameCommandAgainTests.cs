using Phota.Tests.Live;

namespace Phota.Tests.Batches;

/// <summary>The same command again finishes the work, finds what exists, and pays for nothing twice.</summary>
public sealed class SameCommandAgainTests
{
    [Fact]
    public async Task It_finds_everything_and_sends_nothing()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        ImageRequest[] photos = sandbox.Photos(5);
        TestRun first = await batch.RunAsync(photos);
        Assert.Equal((5, 0.60m, 0), (first.Count(ImageOrigin.New), first.Cost, first.UnderWay));
        int requests = (await sandbox.RequestsAsync()).Count;

        Assert.All(batch.Plan(sandbox.Photos(5)), plan => Assert.Equal((PlanAction.Skip, 0m), (plan!.Action, plan.EstimatedCost)));
        TestRun second = await batch.RunAsync(sandbox.Photos(5));
        Assert.Equal((5, 0m), (second.Count(ImageOrigin.Found), second.Cost));
        Assert.Equal(first.Images.Select(image => (image.FullName, image.Sha256, image.Source)), second.Images.Select(image => (image.FullName, image.Sha256, image.Source)));
        Assert.Equal(requests, (await sandbox.RequestsAsync()).Count);
        Assert.Equal(5, await sandbox.ChargesAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_is_made_of_the_right_image_where_another_takes_its_name_meanwhile(bool hasNewImage)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        string image = (await batch.RunAsync(sandbox.Enhance())).Images[0].FullName!;
        byte[] bytes = File.ReadAllBytes(image);
        File.Move(sandbox.Photo(), sandbox.Folder.File("renamed.png"));
        EnhanceRequest renamed = new(ImageInput.FromFile(sandbox.Folder.File("renamed.png")));

        using Ledger ledger = batch.OpenLedger();
        ledger.RequireWritable();
        RequestPlanner planner = new(sandbox.Client().Prices, sandbox.Client().Key, ledger, RetryStates.None);
        RequestProcessor processor = new(sandbox.Client(), ledger, planner, budget: null, _ => Replace(), []);
        OutputTarget target = new OutputFolder(batch.Destination!, null, overwrite: false).TargetFor(renamed);
        ProcessedInput done = await processor.RunAsync(renamed, RequestFingerprint.Compute(renamed, sandbox.BaseUri), target, new OpenGate(), default);
        Assert.Null(done.Error);
        PhotaImage copy = Assert.IsType<PhotaImage>(Assert.Single(done.Results));
        Assert.Equal(target.PathFor(0, copy.Format), copy.FullName);
        Assert.Equal(bytes, File.ReadAllBytes(copy.FullName!));

        // What the new image of an edited photo does between the search for the old one and its copy.
        void Replace()
        {
            string aside = ledger.ReplacedPath(ledger.OwnerOf(image)!);
            Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
            if (!File.Exists(aside)) File.Move(image, aside);
            if (hasNewImage) File.WriteAllBytes(image, Pixels.Png(700));
        }
    }

    [Fact]
    public async Task It_begins_with_a_sweep()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        string part = Path.Combine(Directory.CreateDirectory(Path.Combine(batch.Destination!, ".phota", "parts")).FullName, "ended-1.part");
        File.WriteAllText(part, "half an image");
        File.SetLastWriteTimeUtc(part, DateTime.UtcNow.AddDays(-2));
        await batch.RunAsync(sandbox.Enhance());
        Assert.False(File.Exists(part));
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_an_error_of_its_own_and_of_its_plan()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        Assert.Equal(PhotaErrorKind.Validation, Assert.Throws<PhotaException>(() => batch.Plan(sandbox.Enhance(count: 0))).Kind);
        TestRun run = await batch.RunAsync(sandbox.Enhance(count: 0), sandbox.Enhance());
        Assert.Equal((PhotaErrorKind.Validation, 1), (Assert.Single(run.Errors).Kind, run.Images.Length));
    }

    [Fact]
    public async Task A_plan_says_what_it_will_cost()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await batch.RunAsync(sandbox.Photos(2));
        PhotaPlan?[] plans = batch.Plan(sandbox.Photos(5));
        Assert.Equal([0m, 0m, 0.12m, 0.12m, 0.12m], plans.Select(plan => plan!.EstimatedCost));
        TestRun run = await batch.RunAsync(sandbox.Photos(5));
        Assert.Equal(plans.Sum(plan => plan!.EstimatedCost), run.Cost);
        Assert.Equal(5, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task Options_that_mean_the_same_are_the_same_request()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await batch.RunAsync(new GenerateRequest { Prompt = "a fox" });
        ImageOptions typed = new() { BaseModel = "nb2", Resolution = "1K", AspectRatio = "auto", Quality = "auto" };
        TestRun again = await batch.RunAsync(new GenerateRequest { Prompt = "a fox", Options = typed with { Quality = null }, ResponseMode = ResponseMode.Bytes });
        Assert.Equal(1, again.Count(ImageOrigin.Found));
        Assert.Equal(1, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task A_larger_count_buys_what_is_missing()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await batch.RunAsync(sandbox.Enhance(count: 4));
        Assert.Equal(4, await sandbox.ImagesPaidAsync());

        Assert.Equal((1, 0.12m), (Assert.Single(batch.Plan(sandbox.Enhance(count: 5)))!.Count, batch.Plan(sandbox.Enhance(count: 5))[0]!.EstimatedCost));
        TestRun five = await batch.RunAsync(sandbox.Enhance(count: 5));
        Assert.Equal([1, 2, 3, 4, 5], five.Images.Select(image => image.Variation));
        Assert.Equal((4, 1, 0.12m), (five.Count(ImageOrigin.Found), five.Count(ImageOrigin.New), five.Cost));
        Assert.Equal(5, await sandbox.ImagesPaidAsync());
        Assert.Equal(["photo.png.jpg", "photo.png.v2.jpg", "photo.png.v3.jpg", "photo.png.v4.jpg", "photo.png.v5.jpg"], sandbox.Results());

        Assert.Equal(2, (await batch.RunAsync(sandbox.Enhance(count: 2))).Count(ImageOrigin.Found));
        Assert.Equal(5, await sandbox.ImagesPaidAsync());
    }

    [Fact]
    public async Task Nine_variations_are_three_requests()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestRun run = await new TestBatch(sandbox).RunAsync(sandbox.Enhance(count: 9));
        Assert.Equal(Enumerable.Range(1, 9), run.Images.Select(image => image.Variation));
        Assert.Equal(9, run.Images.Select(image => image.Sha256).Distinct().Count());
        Assert.Equal((3, 9), (await sandbox.ChargesAsync(), await sandbox.ImagesPaidAsync()));
    }

    [Fact]
    public async Task A_variation_that_was_not_delivered_counts_as_existing()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await sandbox.FaultAsync("""{"kind":"images","count":1}""");
        TestRun first = await batch.RunAsync(sandbox.Enhance(count: 3));
        Assert.Equal((1, 2), (first.Images.Length, Assert.Single(first.Outcomes).Undelivered));
        int requests = (await sandbox.RequestsAsync()).Count;
        Assert.Single((await batch.RunAsync(sandbox.Enhance(count: 3))).Images);
        Assert.Equal((requests, 1), ((await sandbox.RequestsAsync()).Count, await sandbox.ChargesAsync()));
    }

    [Fact]
    public async Task Twins_are_paid_for_once_and_each_has_its_name()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        ImageRequest[] twins = [.. new[] { "a.png", "b.png", "c.png" }.Select(name => new EnhanceRequest(ImageInput.FromFile(sandbox.Photo(name, 500))))];
        TestRun run = await batch.RunAsync(twins);
        Assert.Equal(["a.png.jpg", "b.png.jpg", "c.png.jpg"], sandbox.Results());
        Assert.Equal((1, 2, 0.12m), (run.Count(ImageOrigin.New), run.Count(ImageOrigin.Found), run.Cost));
        Assert.Single(run.Images.Select(image => image.Sha256).Distinct());
        Assert.Equal(1, await sandbox.ChargesAsync());

        Assert.Equal((3, 0m), ((await batch.RunAsync(twins)).Count(ImageOrigin.Found), 0m));
        Assert.Equal(1, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task A_copy_of_a_result_is_renewed_when_its_own_photo_is_edited()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        EnhanceRequest Twin(string name, int size)
        {
            File.WriteAllBytes(sandbox.Folder.File(name), Pixels.Png(size));
            return new(ImageInput.FromFile(sandbox.Folder.File(name)));
        }

        await batch.RunAsync(Twin("a.png", 500), Twin("b.png", 500));

        // One of the two was sent, and the other has a copy.
        foreach (string name in new[] { "a.png", "b.png" })
        {
            EnhanceRequest edited = Twin(name, name == "a.png" ? 600 : 700);
            Assert.Equal(PlanAction.Renew, batch.Plan(edited)[0]!.Action);
            Assert.Equal(1, (await batch.RunAsync(edited)).Count(ImageOrigin.New));
        }

        Assert.Equal(["a.png.jpg", "b.png.jpg"], sandbox.Results());
        Assert.Equal(3, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task A_photo_that_was_moved_is_the_same_photo()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await batch.RunAsync(sandbox.Enhance());
        File.Move(sandbox.Photo(), sandbox.Folder.File("moved.png"));
        TestRun run = await batch.RunAsync(new EnhanceRequest(ImageInput.FromFile(sandbox.Folder.File("moved.png"))));
        Assert.Equal((1, "moved.png.jpg"), (run.Count(ImageOrigin.Found), Path.GetFileName(run.Images[0].FullName)));
        Assert.Equal(1, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task An_edited_photo_is_renewed_and_its_old_result_kept()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        PhotaImage old = Assert.Single((await batch.RunAsync(sandbox.Enhance())).Images);
        File.WriteAllBytes(sandbox.Photo(), Pixels.Png(777));

        Assert.Equal((PlanAction.Renew, 0.12m), (batch.Plan(sandbox.Enhance())[0]!.Action, batch.Plan(sandbox.Enhance())[0]!.EstimatedCost));
        PhotaImage now = Assert.Single((await batch.RunAsync(sandbox.Enhance())).Images);
        Assert.Equal((ImageOrigin.New, old.FullName), (now.Origin, now.FullName));
        string replaced = Assert.Single(Directory.GetFiles(Path.Combine(batch.Destination!, ".phota", "replaced")));
        Assert.Equal(old.Sha256, Sha256(replaced));
        Assert.Equal(now.Sha256, Sha256(now.FullName!));
        Assert.Equal(1, (await batch.RunAsync(sandbox.Enhance())).Count(ImageOrigin.Found));
        Assert.Equal(2, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task A_result_that_was_changed_by_hand_is_left_alone_and_not_bought_again()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        PhotaImage image = Assert.Single((await batch.RunAsync(sandbox.Enhance())).Images);
        File.WriteAllText(image.FullName!, "retouched");
        Assert.Equal(1, (await batch.RunAsync(sandbox.Enhance())).Count(ImageOrigin.Found));
        Assert.Equal("retouched", File.ReadAllText(image.FullName!));

        // The photo was edited too: what was made by hand is not put aside for it.
        File.WriteAllBytes(sandbox.Photo(), Pixels.Png(777));
        PhotaException e = Assert.Single((await batch.RunAsync(sandbox.Enhance())).Errors);
        Assert.Equal(PhotaErrorKind.OutputFile, e.Kind);
        Assert.Equal("retouched", File.ReadAllText(image.FullName!));
        Assert.Equal(1, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task A_result_that_is_gone_is_fetched_again_while_that_is_free()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(("job_retention_seconds", "3600"));
        TestBatch batch = new(sandbox);
        PhotaImage image = Assert.Single((await batch.RunAsync(sandbox.Enhance())).Images);
        File.Delete(image.FullName!);
        TestRun again = await batch.RunAsync(sandbox.Enhance());
        Assert.Equal((1, 0m), (again.Count(ImageOrigin.Found), again.Cost));
        Assert.Equal(image.Sha256, Sha256(image.FullName!));

        File.Delete(image.FullName!);
        await sandbox.PostAsync("clock", new { advance_seconds = 90_000 });
        PhotaException e = Assert.Single((await batch.RunAsync(sandbox.Enhance())).Errors);
        Assert.Equal(PhotaRemedy.PayForMissing, e.Remedy);
        Assert.Equal(1, await sandbox.ChargesAsync());

        TestRun retried = await (batch with { Retry = RetryStates.Missing }).RunAsync(sandbox.Enhance());
        Assert.Equal((1, 0.12m), (retried.Count(ImageOrigin.New), retried.Cost));
        Assert.Equal(1, (await batch.RunAsync(sandbox.Enhance())).Count(ImageOrigin.Found));
        Assert.Equal(2, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task Results_are_not_inputs_of_their_own_destination()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        string photos = sandbox.Folder.File("photos");
        TestBatch batch = new(sandbox) { Destination = Path.Combine(photos, "enhanced") };
        Directory.CreateDirectory(photos);
        for (int i = 0; i < 3; i++) File.WriteAllBytes(Path.Combine(photos, $"{i}.png"), Pixels.Png(500 + i));
        for (int night = 0; night < 3; night++)
        {
            ImageRequest[] all = [.. Directory.EnumerateFiles(photos, "*.*", SearchOption.AllDirectories)
                .Where(path => Path.GetExtension(path) is ".png" or ".jpg").Order(StringComparer.Ordinal)
                .Select(path => new EnhanceRequest(ImageInput.FromFile(path)))];
            Assert.Equal(night == 0 ? 3 : 6, all.Length);
            TestRun run = await batch.RunAsync(all);
            Assert.Empty(run.Errors);
            Assert.Equal(all.Length - 3, run.Outcomes.Count(outcome => outcome.PassedOver == "is a result of this destination"));
        }

        Assert.Equal(3, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task What_lies_in_a_ledger_is_no_input_either()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        Directory.CreateDirectory(sandbox.Folder.File(".phota"));
        TestRun run = await new TestBatch(sandbox).RunAsync(new EnhanceRequest(ImageInput.FromFile(sandbox.Photo(Path.Combine(".phota", "old.png")))));
        Assert.Equal("belongs to a ledger", Assert.Single(run.Outcomes).PassedOver);
        Assert.Empty(await sandbox.RequestsAsync());
    }

    [Fact]
    public async Task A_second_stage_finds_what_it_made_of_the_firsts_result()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch remixed = new(sandbox) { Destination = sandbox.Folder.File("remixed") };
        TestBatch enhanced = new(sandbox) { Destination = sandbox.Folder.File("enhanced") };
        for (int night = 0; night < 2; night++)
        {
            RemixRequest remix = new(ImageInput.FromFile(sandbox.Photo()), ImageInput.FromFile(sandbox.Photo("style.png", 300)));
            PhotaImage first = Assert.Single((await remixed.RunAsync(remix)).Images);
            PhotaImage second = Assert.Single((await enhanced.RunAsync(new EnhanceRequest(ImageInput.FromResult(first)))).Images);
            Assert.Equal(night == 0 ? ImageOrigin.New : ImageOrigin.Found, second.Origin);
        }

        Assert.Equal(2, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task The_ledger_says_of_an_image_what_the_run_said()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        ImageOptions options = new() { BaseModel = "nb2", Resolution = "2K", AspectRatio = "1:1" };
        EditRequest edit = new([ImageInput.FromFile(sandbox.Photo())]) { Prompt = "warmer", Options = options, OutputFormat = OutputFormat.Png, Count = 2 };
        PhotaImage[] made = (await batch.RunAsync(edit)).Images;
        using Ledger ledger = batch.OpenLedger();
        Assert.Equal(made.Select(Of), ledger.Images().OrderBy(image => image.Variation).Select(Of));
        Assert.Equal(made.Select(Of), (await batch.RunAsync(edit)).Images.Select(image => Of(image with { EstimatedCost = made[0].EstimatedCost })));

        static object Of(PhotaImage image) => (
            (image.Operation, image.Source, image.Variation, image.FullName, image.Format, image.Width, image.Height),
            (image.Length, image.Sha256, image.Prompt, image.BaseModel, image.Resolution, image.ProfileId, image.KnownSubject),
            (image.EstimatedCost, image.RequestId, image.JobId, image.ClientRequestId, image.Fingerprint));
    }

    [Fact]
    public async Task A_job_that_failed_says_why_on_every_run()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await sandbox.FaultAsync("""{"kind":"job","final":"failed","code":"CONTENT_MODERATION","detail":"no face was found"}""");
        for (int night = 0; night < 3; night++)
        {
            PhotaException e = Assert.Single((await batch.RunAsync(sandbox.Enhance())).Errors);
            Assert.Equal(PhotaErrorKind.Moderation, e.Kind);
            Assert.Contains("no face was found", e.Message, StringComparison.Ordinal);
        }

        Assert.Equal(1, (await sandbox.RequestsAsync()).Count(request => (string)request!["method"]! == "POST"));
        using Ledger ledger = batch.OpenLedger();
        Assert.Contains("no face was found", Assert.Single(ledger.Failures()).Reason, StringComparison.Ordinal);
        Assert.Single(ledger.FailedJobs());
    }

    [Fact]
    public async Task Shares_divide_the_work_and_each_plans_its_own()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        int planned = 0;
        for (int share = 1; share <= 3; share++)
        {
            TestBatch batch = new(sandbox) { Shard = new Shard($"{share}/3"), Destination = sandbox.Folder.File($"share{share}") };
            int own = batch.Plan(sandbox.Photos(9)).Count(plan => plan is not null);
            TestRun run = await batch.RunAsync(sandbox.Photos(9));
            Assert.Equal((own, own), (run.Images.Length, Directory.GetFiles(batch.Destination!).Length));
            Assert.Equal(9 - own, run.Outcomes.Count(outcome => outcome.PassedOver == "falls to another share"));
            planned += own;
        }

        Assert.Equal((9, 9), (planned, await sandbox.ChargesAsync()));
    }

    [Fact]
    public async Task A_plan_passes_over_results_and_counts_twins_once()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        PhotaImage image = Assert.Single((await batch.RunAsync(sandbox.Enhance())).Images);
        PhotaPlan?[] plans = batch.Plan(
            new EnhanceRequest(ImageInput.FromFile(image.FullName!)),
            new EnhanceRequest(ImageInput.FromFile(sandbox.Photo("a.png", 500))),
            new EnhanceRequest(ImageInput.FromFile(sandbox.Photo("b.png", 500))));
        Assert.Null(plans[0]);
        Assert.Equal([(PlanAction.Submit, 0.12m), (PlanAction.Skip, 0m)], plans.Skip(1).Select(plan => (plan!.Action, plan.EstimatedCost!.Value)));
    }

    [Fact]
    public async Task Receipts_of_several_nights_add_up_to_the_bill()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        List<PhotaImage> receipts = [];

        // The first night's process dies before it has told of anything.
        await (batch with { Tells = false }).RunAsync(sandbox.Photos(2));
        for (int night = 0; night < 3; night++) receipts.AddRange((await batch.RunAsync(sandbox.Photos(2 + night))).Images);

        Assert.Equal((2, 2, 5), (receipts.Count(image => image.Origin == ImageOrigin.Fetched), receipts.Count(image => image.Origin == ImageOrigin.New), receipts.Count(image => image.Origin == ImageOrigin.Found)));
        Assert.Equal((0.48m, 4), (receipts.Sum(image => image.EstimatedCost), await sandbox.ChargesAsync()));
        using Ledger ledger = batch.OpenLedger();
        Assert.Equal(0.48m, ledger.Images().Sum(image => image.EstimatedCost));
    }

    [Fact]
    public async Task Two_processes_share_the_work_of_one_destination()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        using TestRun one = batch.Start(sandbox.Photos(8));
        using TestRun other = (batch with { IsOrdered = false }).Start([.. sandbox.Photos(8).Reverse()]);
        await Task.WhenAll(one.Task, other.Task);

        Assert.Empty(one.Errors.Concat(other.Errors));
        Assert.Equal((8, 8), (one.Images.Length, other.Images.Length));
        Assert.Equal((8, 8), (sandbox.Results().Length, await sandbox.ChargesAsync()));
        Assert.Equal(0.96m, one.Cost + other.Cost);
        Assert.Empty(Directory.GetFiles(Path.Combine(batch.Destination!, ".phota", "parts")));
    }

    private static string Sha256(string path) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))).ToLowerInvariant();

    /// <summary>Lets every request through at once.</summary>
    private sealed class OpenGate : IRequestGate, IRequestSlot
    {
        public bool IsClosed => false;

        public bool MayDefer => false;

        public Task WaitForBudgetTurnAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void EndBudgetTurn()
        {
        }

        public Task<IRequestSlot> EnterAsync(CancellationToken cancellationToken) => Task.FromResult<IRequestSlot>(this);

        public void End(RequestState state)
        {
        }

        public void Dispose()
        {
        }
    }
}

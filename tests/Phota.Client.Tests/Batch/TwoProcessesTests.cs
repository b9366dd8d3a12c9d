using Phota.Tests.Fuzzing;
using Phota.Tests.Live;
using Phota.Tests.Stories;

namespace Phota.Tests.Batches;

public sealed class TwoProcessesTests
{
    [Fact]
    public async Task Two_at_once_pay_for_each_image_once_and_one_of_them_tells_it()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        int times = FuzzEffort.Of(20, 200);
        for (int i = 0; i < times; i++)
        {
            TestBatch batch = new(sandbox) { Clock = new SkippingClock(), Destination = sandbox.Folder.File($"out{i}") };
            ImageRequest[] photos = [.. sandbox.Photos(3).Select(request => request with { Prompt = $"{i}" })];
            using TestRun one = batch.Start(photos);
            using TestRun other = batch.Start(photos);
            await Task.WhenAll(one.Task, other.Task);
            Assert.Empty(one.Errors.Concat(other.Errors));
            Assert.Equal(0.36m, one.Cost + other.Cost);
            Assert.Equal((3, 3), (one.Images.Length, other.Images.Length));
        }

        Assert.Equal(3 * times, await sandbox.ChargesAsync());
    }

    [Theory]
    [InlineData(MetadataMode.None)]
    [InlineData(MetadataMode.Sidecar)]
    public async Task Two_at_once_that_treat_metadata_differently_end_with_one_file(MetadataMode mode)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await sandbox.FaultAsync("""{"kind":"hold","when":"mid_body","after_bytes":50}""", """{"method":"GET","path":"/files/*"}""", times: 2);
        using TestRun one = batch.Start(sandbox.Enhance());
        using TestRun other = (batch with { MetadataMode = mode }).Start(sandbox.Enhance());
        await sandbox.WaitForAsync("held", 2);
        await sandbox.PostAsync("release");
        await Task.WhenAll(one.Task, other.Task);

        Assert.Empty(one.Errors.Concat(other.Errors));
        Assert.Equal(0.12m, one.Cost + other.Cost);
        PhotaImage image = Assert.Single(one.Images);
        Assert.Equal((image.FullName, image.Sha256), (Assert.Single(other.Images).FullName, other.Images[0].Sha256));
        Assert.True(AtomicImageFile.IsIntact(image.FullName!, image.Length, image.Sha256));
        Assert.Empty(Directory.GetFiles(Path.Combine(batch.Destination!, ".phota", "parts")));
        Assert.Equal(image.Sha256, Assert.Single((await batch.RunAsync(sandbox.Enhance())).Images).Sha256);
        Assert.Equal(1, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task On_the_direct_path_only_one_of_two_that_planned_the_same_sends()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        ImageRequest request = sandbox.Enhance(ResponseMode.Bytes, count: 2);
        string fingerprint = RequestFingerprint.Compute(request, sandbox.BaseUri).Value;
        using Ledger other = batch.OpenLedger();

        // The other is first once this one has planned and opened its own file.
        Moment sending = new();
        sending.Await(() => Directory.Exists(Path.Combine(other.Folder, "parts")) && other.TryClaim(fingerprint, 2, 1, 1));
        TestRun run = await (batch with { Clock = sending }).RunAsync(request);
        Assert.Contains("Another process", Assert.Single(run.Errors).Message, StringComparison.Ordinal);
        Assert.Empty(await sandbox.RequestsAsync());

        other.Unclaim(fingerprint, 2, 1, 1);
        Assert.Equal(2, (await batch.RunAsync(request)).Count(ImageOrigin.New));
        Assert.Equal(1, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task On_the_direct_path_no_retry_pays_again_for_what_another_process_has_under_way()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox) { Retry = RetryStates.PerhapsPaid };
        await sandbox.FaultAsync("""{"kind":"hold","when":"before_response"}""");
        using TestRun first = batch.Start(sandbox.Enhance(ResponseMode.Bytes));
        await sandbox.WaitForAsync("held");
        Assert.Contains("still at work", Assert.Single((await batch.RunAsync(sandbox.Enhance(ResponseMode.Bytes))).Errors).Message, StringComparison.Ordinal);
        await sandbox.PostAsync("release");
        await first.Task;
        Assert.Equal((1, 1), (first.Images.Length, await sandbox.ChargesAsync()));
    }

    [Fact]
    public void Each_request_is_for_one_of_the_processes_at_work()
    {
        using TempFolder folder = new();
        using Ledger one = Ledger.Open(folder.Path), second = Ledger.Open(folder.Path), third = Ledger.Open(folder.Path);
        string[] fingerprints = [.. Enumerable.Range(0, 90).Select(i => $"fingerprint {i}")];
        Assert.DoesNotContain(fingerprints, one.IsForAnother);
        Ledger[] all = [one, second, third];
        foreach (Ledger ledger in all) ledger.RequireWritable();
        foreach (Ledger ledger in all) ledger.Refresh();
        Assert.All(fingerprints, fingerprint => Assert.Equal(2, all.Count(ledger => ledger.IsForAnother(fingerprint))));
        Assert.All(all, ledger => Assert.InRange(fingerprints.Count(ledger.IsForAnother), 35, 85));

        second.Dispose();
        third.Dispose();
        one.Refresh();
        Assert.DoesNotContain(fingerprints, one.IsForAnother);
    }

    [Fact]
    public async Task What_is_for_another_process_goes_to_the_end_of_the_queue()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox) { IsOrdered = false, ThrottleLimit = 1 };
        using Ledger neighbour = batch.OpenLedger();
        neighbour.RequireWritable();
        ImageRequest[] photos = sandbox.Photos(12);
        await sandbox.FaultAsync("""{"kind":"hold","when":"before_response"}""");
        using TestRun run = batch.Start(photos);
        await sandbox.WaitForAsync("held");
        neighbour.Refresh();
        ImageRequest[] own = [.. photos.Where(photo => neighbour.IsForAnother(RequestFingerprint.Compute(photo, sandbox.BaseUri).Value))];
        await sandbox.PostAsync("release");
        await run.Task;
        Assert.Empty(run.Errors);
        Assert.Equal(own, run.Outcomes.Take(own.Length).Select(outcome => outcome.Input));
        Assert.Equal((12, 12), (run.Images.Length, await sandbox.ChargesAsync()));
    }

    [Fact]
    public async Task What_another_process_has_under_way_is_for_that_process()
    {
        using TempFolder folder = new();
        using Ledger one = Ledger.Open(folder.Path), other = Ledger.Open(folder.Path);
        other.RequireWritable();
        one.Refresh();
        ApiKey key = new("sandbox-me");
        Uri endpoint = new("http://127.0.0.1:1");
        RequestPlanner planner = new(PriceTable.Published, key, one, RetryStates.None);
        GenerateRequest own = Enumerable.Range(1, 40).Select(i => new GenerateRequest { Prompt = $"{i}" }).First(request => !one.IsForAnother(RequestFingerprint.Compute(request, endpoint).Value));
        RequestFingerprint fingerprint = RequestFingerprint.Compute(own, endpoint);
        Assert.False(IsForAnother());

        await other.AddAsync(new() { State = LedgerFact.Sent, Fingerprint = fingerprint.Value, First = 1, Count = 1, Attempt = 1, Send = "a", Key = key.CreateTag() });
        Assert.True(IsForAnother());
        other.Dispose();
        Assert.False(IsForAnother());

        bool IsForAnother()
        {
            one.Refresh();
            return planner.IsForAnother(planner.Plan(own, fingerprint, new OutputTarget(folder.Path, "fox.jpg", Overwrite: false)));
        }
    }

    [Fact]
    public async Task An_image_that_another_process_has_saved_meanwhile_is_found()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        using BatchProcessor early = batch.Create(batch.OpenLedger(), _ => { });
        await batch.RunAsync(sandbox.Enhance());
        Assert.Equal(PlanAction.Skip, early.Plan(sandbox.Enhance())!.Action);
        Assert.Single(Directory.GetFiles(Path.Combine(batch.Destination!, ".phota", "ledger"), "*", new EnumerationOptions { AttributesToSkip = 0 }));
    }

    [Fact]
    public void Variations_are_claimed_together_or_not_at_all()
    {
        using TempFolder folder = new();
        using Ledger one = Ledger.Open(folder.Path), other = Ledger.Open(folder.Path);
        Assert.True(one.TryClaim("a", 3, 2, 1));
        Assert.False(other.TryClaim("a", 1, 4, 1));
        Assert.Equal([false, false, true, true, false], Enumerable.Range(1, 5).Select(variation => other.HasClaim("a", variation, 1)));
        Assert.True(other.TryClaim("a", 1, 2, 1));
        Assert.True(other.TryClaim("a", 3, 2, 2));
        Assert.True(other.TryClaim("b", 3, 2, 1));
        one.Unclaim("a", 3, 2, 1);
        Assert.True(other.TryClaim("a", 3, 2, 1));
    }

    [Fact]
    public async Task A_name_is_given_to_one_of_many_files()
    {
        using TempFolder folder = new();
        for (int round = 0; round < 50; round++)
        {
            string name = folder.File($"{round}.jpg");
            string[] parts = [.. Enumerable.Range(0, 8).Select(i => folder.File($"{round}-{i}.part"))];
            foreach (string part in parts) File.WriteAllText(part, part);
            bool[] wins = await Task.WhenAll(parts.Select(part => Task.Run(() => DurableFolder.TryRename(part, name))));
            Assert.Equal(1, wins.Count(won => won));
            Assert.Equal(parts[Array.IndexOf(wins, true)], File.ReadAllText(name));
        }
    }
}

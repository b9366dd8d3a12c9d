using System.Text.RegularExpressions;
using Phota.Tests.Live;

namespace Phota.Tests.Batches;

/// <summary>A process that dies anywhere: the same command again fetches what is paid for, and each photo is charged once.</summary>
public sealed class KillTests
{
    private const string Post = """{"method":"POST","path":"/v1/phota/*"}""";
    private const string Poll = """{"method":"GET","path":"/v1/phota/jobs/*"}""";
    private const string Files = """{"method":"GET","path":"/files/*"}""";

    [Theory]
    [InlineData("while it is sent", Post, """{"kind":"hold","when":"before_read"}""")]
    [InlineData("before its answer", Post, """{"kind":"hold","when":"before_response"}""")]
    [InlineData("within its answer", Post, """{"kind":"hold","when":"mid_body","after_bytes":20}""")]
    [InlineData("while its job is asked for", Poll, """{"kind":"hold","when":"before_response"}""")]
    [InlineData("while its image comes", Files, """{"kind":"hold","when":"mid_body","after_bytes":50}""")]
    public async Task A_job_is_charged_once_wherever_its_process_died(string point, string match, string hold)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await sandbox.FaultAsync(hold, match, times: 3);
        TestRun killed = batch.Start(sandbox.Photos(6));
        await sandbox.WaitForAsync("held", 3);
        await killed.AbandonAsync();
        Assert.True(killed.UnderWay >= 3, point);
        decimal told = killed.Cost;
        await sandbox.PostAsync("release");

        TestRun again = await batch.RunAsync(sandbox.Photos(6));
        Assert.Empty(again.Errors);
        Assert.Equal((6, 6, 6), (again.Images.Length, sandbox.Results().Length, await sandbox.ChargesAsync()));
        Assert.Equal(0.72m, told + again.Cost);
        Assert.Empty(await sandbox.VerdictsAsync());
        Assert.Equal(6, (await batch.RunAsync(sandbox.Photos(6))).Count(ImageOrigin.Found));
    }

    [Theory]
    [InlineData(ResponseMode.Urls)]
    [InlineData(ResponseMode.Bytes)]
    public async Task A_request_is_in_the_ledger_before_it_arrives(ResponseMode mode)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        ImageRequest request = sandbox.Enhance(mode);
        await sandbox.FaultAsync("""{"kind":"hold","when":"before_read"}""");
        TestRun killed = batch.Start(request);
        await sandbox.WaitForAsync("held");
        using Ledger other = batch.OpenLedger();
        Assert.Equal(RequestStatus.Sent, other.Read(RequestFingerprint.Compute(request, sandbox.BaseUri).Value, entry => entry.Current(1)?.Status));
        await killed.AbandonAsync();
    }

    [Fact]
    public async Task On_the_direct_path_a_request_whose_answer_is_lost_is_only_repeated_when_that_is_asked_for()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        ImageRequest request = sandbox.Enhance(ResponseMode.Bytes);
        await sandbox.FaultAsync("""{"kind":"hold","when":"before_response"}""");
        TestRun killed = batch.Start(request);
        await sandbox.WaitForAsync("held");
        await killed.AbandonAsync();

        for (int i = 0; i < 2; i++)
            Assert.Equal(PhotaRemedy.PayForLost, Assert.Single((await batch.RunAsync(request)).Errors).Remedy);
        Assert.Equal(1, await sandbox.ChargesAsync());

        TestRun retried = await (batch with { Retry = RetryStates.PerhapsPaid }).RunAsync(request);
        Assert.Equal(1, retried.Count(ImageOrigin.New));
        Assert.Equal(1, (await batch.RunAsync(request)).Count(ImageOrigin.Found));
        Assert.Equal(2, await sandbox.ChargesAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_image_that_was_recorded_and_has_no_name_yet_gets_it(bool isTold)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        PhotaImage image = Assert.Single((await (batch with { Tells = isTold }).RunAsync(sandbox.Enhance())).Images);
        File.Move(image.FullName!, Path.Combine(batch.Destination!, ".phota", "parts", PartOf(batch, image)));
        int requests = (await sandbox.RequestsAsync()).Count;

        TestRun again = await batch.RunAsync(sandbox.Enhance());
        PhotaImage found = Assert.Single(again.Images);
        Assert.Equal((image.FullName, image.Sha256, image.Length), (found.FullName, found.Sha256, new FileInfo(found.FullName!).Length));
        Assert.Equal(isTold ? (ImageOrigin.Found, 0m) : (ImageOrigin.Fetched, 0.12m), (found.Origin, found.EstimatedCost!.Value));
        Assert.Equal(requests, (await sandbox.RequestsAsync()).Count);
        Assert.Empty(Directory.GetFiles(Path.Combine(batch.Destination!, ".phota", "parts")));
    }

    [Theory]
    [InlineData("before its metadata", MetadataMode.Copy, 1, false)]
    [InlineData("within its metadata", MetadataMode.Copy, 2, true)]
    [InlineData("before it is recorded", MetadataMode.Copy, 2, false)]
    [InlineData("between its sidecar and its record", MetadataMode.Sidecar, 1, false)]
    public async Task An_image_that_had_arrived_and_was_not_recorded_is_fetched_again(string point, MetadataMode mode, int parts, bool isTorn)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        Moment moment = new();
        TestBatch batch = new(sandbox) { Clock = moment, MetadataMode = mode };
        string folder = Path.Combine(batch.Destination!, ".phota", "parts"), dead = sandbox.Folder.File("dead");
        string sidecar = SidecarFile.PathOf(sandbox.Target().PathFor(0, ImageFormat.Jpeg));

        // The clock is asked for the time of the record, by which the image and its metadata are on disk.
        moment.Await(() => mode == MetadataMode.Sidecar ? File.Exists(sidecar) && Die() : Directory.Exists(folder) && Directory.GetFiles(folder).Length == 2 && Die());
        using (TestRun run = batch.Start(sandbox.Enhance())) await run.Task;
        string[] left = [.. Directory.GetFiles(Path.Combine(dead, ".phota", "parts")).Order(StringComparer.Ordinal)];
        Assert.Equal(mode == MetadataMode.Copy ? 2 : 1, left.Length);
        for (int i = parts; i < left.Length; i++) File.Delete(left[i]);
        if (isTorn) File.WriteAllBytes(left[1], File.ReadAllBytes(left[1])[..20]);

        TestRun again = await (batch with { Clock = TimeProvider.System, Destination = dead }).RunAsync(sandbox.Enhance());
        Assert.True(again.Errors.Length == 0, point);
        Assert.Empty(Assert.Single(again.Outcomes).Warnings);
        PhotaImage image = Assert.Single(again.Images);
        Assert.Equal(0.12m, image.EstimatedCost);
        Assert.True(AtomicImageFile.IsIntact(image.FullName!, image.Length, image.Sha256));
        Assert.Empty(Directory.GetFiles(Path.Combine(dead, ".phota", "parts")));
        Assert.Equal(mode == MetadataMode.Sidecar ? 2 : 1, Directory.GetFiles(dead).Length);
        Assert.Equal(1, await sandbox.ChargesAsync());

        bool Die()
        {
            CopyOfTheDead(batch.Destination!, dead);
            return true;
        }
    }

    [Fact]
    public async Task An_image_that_has_no_name_yet_gets_it_where_only_jobs_are_asked_for_too()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        PhotaImage image = Assert.Single((await batch.RunAsync(sandbox.Enhance())).Images);
        File.Move(image.FullName!, Path.Combine(batch.Destination!, ".phota", "parts", PartOf(batch, image)));
        TestRun submitted = await (batch with { IsSubmitOnly = true }).RunAsync(sandbox.Enhance());
        Assert.Empty(submitted.Jobs);
        Assert.Equal(image.Length, new FileInfo(image.FullName!).Length);
    }

    [Fact]
    public async Task An_image_whose_name_was_taken_meanwhile_waits_for_it()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await sandbox.FaultAsync("""{"kind":"hold","when":"mid_body","after_bytes":50}""", Files);
        using (TestRun run = batch.Start(sandbox.Enhance()))
        {
            await sandbox.WaitForAsync("held");
            File.WriteAllText(sandbox.Target().PathFor(0, ImageFormat.Jpeg), "mine");
            await sandbox.PostAsync("release");
            await run.Task;
            Assert.Equal(PhotaErrorKind.OutputFile, Assert.Single(run.Errors).Kind);
        }

        Assert.Equal("mine", File.ReadAllText(sandbox.Target().PathFor(0, ImageFormat.Jpeg)));

        File.Move(sandbox.Target().PathFor(0, ImageFormat.Jpeg), sandbox.Folder.File("mine.jpg"));
        PhotaImage image = Assert.Single((await batch.RunAsync(sandbox.Enhance())).Images);
        Assert.Equal(0.12m, image.EstimatedCost);
        Assert.Equal(image.Length, new FileInfo(image.FullName!).Length);
        Assert.Equal(1, await sandbox.ChargesAsync());
    }

    [Fact]
    public async Task A_second_attempt_is_told_once_too()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        await sandbox.FaultAsync("""{"kind":"job","final":"lost"}""");
        Assert.Single((await batch.RunAsync(sandbox.Enhance())).Errors);
        await (batch with { Retry = RetryStates.Failed, Tells = false }).RunAsync(sandbox.Enhance());
        Assert.Equal((1, 0.12m), await TellAsync());
        Assert.Equal((0, 0m), await TellAsync());

        async Task<(int Fetched, decimal Cost)> TellAsync()
        {
            TestRun run = await batch.RunAsync(sandbox.Enhance());
            return (run.Count(ImageOrigin.Fetched), run.Cost);
        }
    }

    [Fact]
    public async Task What_is_only_submitted_is_fetched_by_the_same_command_and_charged_once()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox);
        TestBatch submit = batch with { IsSubmitOnly = true };
        PhotaJob[] jobs = (await submit.RunAsync(sandbox.Photos(3))).Jobs;
        Assert.Equal(3, jobs.Select(job => job.JobId).Distinct().Count());
        Assert.Equal(jobs.Select(job => job.JobId), (await submit.RunAsync(sandbox.Photos(3))).Jobs.Select(job => job.JobId));
        using (Ledger ledger = batch.OpenLedger()) Assert.Equal(jobs.Select(job => job.JobId).Order(StringComparer.Ordinal), ledger.Jobs().Select(job => job.JobId).Order(StringComparer.Ordinal));

        TestRun run = await batch.RunAsync(sandbox.Photos(3));
        Assert.Equal((3, 0.36m), (run.Count(ImageOrigin.Fetched), run.Cost));
        Assert.Equal(3, await sandbox.ChargesAsync());
        using Ledger after = batch.OpenLedger();
        Assert.Empty(after.Jobs());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_a_destination_a_job_counts_as_received_once_the_pipeline_is_through(bool isThrough)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox) { Destination = null, Tells = isThrough };
        string prompt = $"pipeline {isThrough}";
        Assert.Equal(2, (await batch.RunAsync(sandbox.Enhance(count: 2) with { Prompt = prompt })).Images.Length);
        using Ledger journal = batch.OpenLedger();
        Assert.Equal(isThrough ? 0 : 1, journal.Jobs().Count(job => job.Prompt == prompt));
    }

    [Fact]
    public async Task Without_a_destination_the_journal_knows_what_was_not_received()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TestBatch batch = new(sandbox) { Destination = null };
        await sandbox.FaultAsync("""{"kind":"hold","when":"before_response"}""", Poll);
        TestRun killed = batch.Start(sandbox.Enhance() with { Prompt = "journal" });
        await sandbox.WaitForAsync("held");
        await killed.AbandonAsync();

        using Ledger journal = batch.OpenLedger();
        PhotaJob job = Assert.Single(journal.Jobs(), job => job.Prompt == "journal");
        await sandbox.PostAsync("release");
        PhotaImage image = Assert.Single(sandbox.Client(sandbox.Key).Receive(await sandbox.Client(sandbox.Key).GetResultAsync(job)));
        Assert.Equal(sandbox.Photo(), image.Source);
        journal.Receive(image);
        journal.Dispose();
        using Ledger after = batch.OpenLedger();
        Assert.DoesNotContain(after.Jobs(), other => other.Prompt == "journal");
    }

    /// <summary>Copies a destination as the death of the process that writes its ledger leaves it.</summary>
    private static void CopyOfTheDead(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
        {
            string copy = Path.Combine(to, Path.GetFileName(file));
            File.Copy(file, copy);
            if (Path.GetExtension(file) == ".jsonl") File.WriteAllText(copy, Regex.Replace(File.ReadAllText(copy), "\"pid\":[0-9]+", "\"pid\":2147483647"));
        }

        foreach (string folder in Directory.GetDirectories(from)) CopyOfTheDead(folder, Path.Combine(to, Path.GetFileName(folder)));
    }

    private static string PartOf(TestBatch batch, PhotaImage image)
    {
        using Ledger ledger = batch.OpenLedger();
        return ledger.OwnerOf(image.FullName!)!.Part!;
    }
}

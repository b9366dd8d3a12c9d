namespace Phota.Tests.Ledgers;

/// <summary>The journal of what was submitted without a destination. Other tests use the same one at the same time.</summary>
public sealed class JournalTests
{
    [Fact]
    public void It_keeps_what_is_not_older_than_a_week()
    {
        using Ledger journal = Ledger.OpenJournal();
        journal.RequireWritable();
        string old = AddFile(journal, daysAgo: 8), recent = AddFile(journal, daysAgo: 6);
        using Ledger next = Ledger.OpenJournal();
        next.RequireWritable();
        Assert.Equal((false, true), (File.Exists(old), File.Exists(recent)));
        File.Delete(recent);
    }

    [Fact]
    public async Task A_job_is_listed_until_all_its_images_are_received()
    {
        string request = Guid.NewGuid().ToString("N");
        using (Ledger journal = Ledger.OpenJournal())
        {
            await journal.AddAsync(LedgerTests.Sent(request) with { Count = 3, Source = "/photos/fox.jpg", Prompt = "warmer", ProfileId = "p", BaseModel = "nb2", Resolution = "2K", Format = ImageFormat.Png });
            await journal.AddAsync(LedgerTests.Accepted(request, request) with { Count = 3, RequestId = "r1" });
            await journal.AddAsync(new() { State = LedgerFact.Undelivered, Fingerprint = request, First = 3 });
        }

        Assert.Equal(
            new PhotaJob
            {
                JobId = request,
                Operation = "enhance",
                Source = "/photos/fox.jpg",
                Count = 3,
                Prompt = "warmer",
                ProfileId = "p",
                BaseModel = "nb2",
                Resolution = "2K",
                Format = ImageFormat.Png,
                RequestId = "r1",
                Fingerprint = request,
                ClientRequestId = $"id-{request}",
                FirstVariation = 1,
                RequestAttempt = 1,
            },
            Listed(request)! with { CreatedAt = default });
        Receive(request, 1);
        Assert.NotNull(Listed(request));
        Receive(request, 2);
        Assert.Null(Listed(request));
        using Ledger last = Ledger.OpenJournal();
        Assert.Equal(request, last.Job(request)!.JobId);
        Assert.Null(last.Job("unknown"));

        string later = Guid.NewGuid().ToString("N");
        using (Ledger other = Ledger.OpenJournal())
        {
            await other.AddAsync(LedgerTests.Sent(later));
            await other.AddAsync(LedgerTests.Accepted(later, later));
        }

        last.Refresh();
        Assert.Equal(later, last.Job(later)!.JobId);
    }

    [Fact]
    public async Task A_job_that_failed_is_not_listed_and_known_as_failed()
    {
        string request = Guid.NewGuid().ToString("N");
        using (Ledger journal = Ledger.OpenJournal())
        {
            await journal.AddAsync(LedgerTests.Sent(request));
            await journal.AddAsync(LedgerTests.Accepted(request, request));
            await journal.AddAsync(new() { State = LedgerFact.Failed, Fingerprint = request, JobId = request });
        }

        Assert.Null(Listed(request));
        using Ledger read = Ledger.OpenJournal();
        Assert.Contains(request, read.FailedJobs());
    }

    [Fact]
    public async Task Jobs_are_listed_as_they_were_submitted()
    {
        string[] requests = [.. Enumerable.Range(0, 5).Select(_ => Guid.NewGuid().ToString("N"))];
        using (Ledger journal = Ledger.OpenJournal())
        {
            foreach (string request in requests) await journal.AddAsync(LedgerTests.Sent(request));
            foreach (string request in requests.Reverse()) await journal.AddAsync(LedgerTests.Accepted(request, request));
        }

        using Ledger read = Ledger.OpenJournal();
        Assert.Equal(requests, read.Jobs().Select(job => job.JobId).Where(requests.Contains));
    }

#if !NETFRAMEWORK
    [Fact]
    public void Its_folder_is_the_users_alone()
    {
        using TempFolder folder = new();
        UserState.Create(folder.File("state"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.File("state")));
    }
#endif

    private static PhotaJob? Listed(string id)
    {
        using Ledger journal = Ledger.OpenJournal();
        return journal.Jobs().SingleOrDefault(job => job.JobId == id);
    }

    private static void Receive(string fingerprint, int variation)
    {
        using Ledger journal = Ledger.OpenJournal();
        journal.Receive(new() { Operation = "enhance", Fingerprint = fingerprint, Variation = variation });
    }

    private static string AddFile(Ledger journal, int daysAgo)
    {
        string path = Path.Combine(journal.Folder, "ledger", $"{Guid.NewGuid():N}.jsonl");
        File.WriteAllBytes(path, LedgerTests.Header());
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-daysAgo));
        return path;
    }
}

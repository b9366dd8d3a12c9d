using System.Text;

namespace Phota.Tests.Ledgers;

public sealed class LedgerTests
{
    [Fact]
    public void A_line_torn_at_any_byte_is_as_if_it_had_never_been_begun()
    {
        byte[] whole = WithTwoLines(out int start);
        for (int length = start; length < whole.Length; length++)
        {
            using TempFolder folder = new();
            string path = Write(folder, whole[..length]);
            Ledger ledger = Ledger.Read(folder.Path);
            Assert.Equal("j1", ledger.Find("a").JobId);
            Assert.Null(ledger.Find("b").JobId);

            ledger.Add(Submitted("c", "j3"));
            Assert.Equal("j3", ledger.Find("c").JobId);
            Ledger again = Ledger.Read(folder.Path);
            Assert.Equal(("j1", null, "j3"), (again.Find("a").JobId, again.Find("b").JobId, again.Find("c").JobId));
            Assert.All(File.ReadAllLines(path), line => Assert.StartsWith("{\"event\":", line, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_another_process_adds_is_seen()
    {
        using TempFolder folder = new();
        Ledger one = Ledger.Read(folder.Path), other = Ledger.Read(folder.Path);
        one.Add(Submitted("a", "j1"));
        other.Add(Submitted("b", "j2"));
        one.Refresh();
        Assert.Equal(("j1", "j2"), (one.Find("a").JobId, one.Find("b").JobId));
        Assert.Equal("j1", other.Find("a").JobId);
    }

    [Fact]
    public async Task Many_writers_lose_nothing()
    {
        using TempFolder folder = new();
        Ledger[] ledgers = [.. Enumerable.Range(0, 4).Select(_ => Ledger.Read(folder.Path))];
        await Task.WhenAll(ledgers.Select((ledger, writer) => Task.Run(() =>
        {
            for (int i = 0; i < 50; i++) ledger.Add(Submitted($"{writer}-{i}", $"j{writer}-{i}"));
        })));

        Ledger read = Ledger.Read(folder.Path);
        Assert.All(from writer in Enumerable.Range(0, 4) from i in Enumerable.Range(0, 50) select $"{writer}-{i}",
            id => Assert.Equal($"j{id}", read.Find(id).JobId));
        Assert.Single(File.ReadLines(Path.Combine(read.Folder, "ledger.jsonl")), line => line.Contains("\"version\""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json at all\n")]
    [InlineData("{\"event\":\"submitted\",\"id\":7}\n")]
    [InlineData("\0\0\0\0\n")]
    public void A_damaged_line_is_passed_over(string damage)
    {
        using TempFolder folder = new();
        byte[] whole = WithTwoLines(out int start);
        Write(folder, [.. whole[..start], .. Encoding.UTF8.GetBytes(damage), .. whole[start..]]);
        Ledger ledger = Ledger.Read(folder.Path);
        Assert.Equal(("j1", "j2"), (ledger.Find("a").JobId, ledger.Find("b").JobId));
    }

    [Fact]
    public void A_newer_version_is_refused()
    {
        using TempFolder folder = new();
        Write(folder, "{\"event\":\"ledger\",\"version\":2}\n"u8.ToArray());
        PhotaException e = Assert.Throws<PhotaException>(() => Ledger.Read(folder.Path));
        Assert.Equal((PhotaErrorKind.OutputFile, true), (e.Kind, e.IsFatal));
        Assert.Contains("version 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_are_told_but_never_counted_on()
    {
        using TempFolder folder = new();
        Ledger ledger = Ledger.Read(folder.Path);
        ledger.Add(Submitted("a", "j1") with { At = DateTimeOffset.UtcNow.AddYears(30) });
        ledger.Add(Submitted("a", "j2") with { At = DateTimeOffset.UnixEpoch });
        Assert.Equal("j2", Ledger.Read(folder.Path).Find("a").JobId);
    }

    [Fact]
    public void What_came_to_nothing_is_told_with_its_reason()
    {
        using TempFolder folder = new();
        Ledger ledger = Ledger.Read(folder.Path);
        foreach (string id in new[] { "done", "refused", "open", "failed", "retried" })
            ledger.Add(new() { Event = LedgerLine.Planned, Id = id, Operation = "edit", Source = $"/photos/{id}.jpg" });
        foreach (string id in new[] { "done", "open", "failed", "retried" }) ledger.Add(Submitted(id, $"job-{id}"));
        ledger.Add(new() { Event = LedgerLine.Saved, Id = "done", Path = "done.jpg" });
        ledger.Add(new() { Event = LedgerLine.Failed, Id = "failed", JobId = "job-failed", Error = "No face was found." });
        ledger.Add(new() { Event = LedgerLine.Failed, Id = "retried", JobId = "job-retried", Error = "Out of service." });
        ledger.Add(Submitted("retried", "job-again"));

        IReadOnlyList<PhotaFailure> failures = Ledger.Read(folder.Path).Failures();
        Assert.Equal(
        [
            ("/photos/refused.jpg", "The service did not take it."),
            ("/photos/open.jpg", "It was submitted, but its pictures were not fetched."),
            ("/photos/failed.jpg", "No face was found."),
            ("/photos/retried.jpg", "It was submitted, but its pictures were not fetched."),
        ], failures.Select(failure => (failure.Source!, failure.Reason)));
        Assert.All(failures, failure => Assert.Contains("-Resume", failure.RecommendedAction, StringComparison.Ordinal));
    }

    private static LedgerLine Submitted(string id, string job) => new() { Event = LedgerLine.Submitted, Id = id, JobId = job };

    private static byte[] WithTwoLines(out int startOfLast)
    {
        using TempFolder folder = new();
        Ledger ledger = Ledger.Read(folder.Path);
        ledger.Add(Submitted("a", "j1"));
        string path = Path.Combine(ledger.Folder, "ledger.jsonl");
        startOfLast = (int)new FileInfo(path).Length;
        ledger.Add(Submitted("b", "j2"));
        return File.ReadAllBytes(path);
    }

    private static string Write(TempFolder folder, byte[] bytes)
    {
        Directory.CreateDirectory(folder.File(".phota"));
        string path = Path.Combine(folder.File(".phota"), "ledger.jsonl");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}

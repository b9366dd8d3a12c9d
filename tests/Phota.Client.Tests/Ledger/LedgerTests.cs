using System.Text;
using System.Text.Json;

namespace Phota.Tests.Ledgers;

public sealed class LedgerTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Files => Path.Combine(_folder.Path, ".phota", "ledger");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Opening_one_writes_nothing()
    {
        using (Ledger ledger = Ledger.Open(_folder.Path)) Assert.Empty(ledger.Jobs());
        Assert.Empty(_folder.Names());
    }

    [Fact]
    public async Task A_line_torn_at_any_byte_is_as_if_it_had_never_been_begun()
    {
        using (Ledger ledger = Ledger.Open(_folder.Path)) await ledger.AddAsync(Sent("a"));
        string path = Assert.Single(Directory.GetFiles(Files));
        byte[] whole = [.. File.ReadAllBytes(path), .. Line(Accepted("a", "j1"))];
        int start = whole.Length - Line(Accepted("a", "j1")).Length;
        for (int length = start; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            using Ledger ledger = Ledger.Open(_folder.Path);
            Assert.Equal(RequestStatus.Sent, Status(ledger, "a"));
            File.WriteAllBytes(path, whole);
            ledger.Refresh();
            Assert.Equal(RequestStatus.Accepted, Status(ledger, "a"));
        }
    }

    [Fact]
    public void Each_line_is_read_once()
    {
        LedgerFiles files = new(Files);
        Assert.Empty(ReadNew());
        Write("one.jsonl", [.. Header(), .. Line(Sent("a")), .. Line(Accepted("a", "j1"))]);
        Write("me-1.jsonl", [.. Header(), .. Line(Sent("mine"))]);
        Assert.Equal([$"{Header().Length} {Text(Sent("a"))}", $"{Header().Length + Line(Sent("a")).Length} {Text(Accepted("a", "j1"))}"], ReadNew());
        Assert.Empty(ReadNew());
        File.AppendAllText(Path.Combine(Files, "one.jsonl"), Encoding.UTF8.GetString(Line(Sent("b"))));
        Assert.EndsWith(Text(Sent("b")), Assert.Single(ReadNew()));

        static string Text(LedgerFact fact) => Encoding.UTF8.GetString(Line(fact)).TrimEnd();

        List<string> ReadNew()
        {
            List<string> lines = [];
            files.ReadNew("me", (file, offset, json) =>
            {
                Assert.Equal("one.jsonl", file);
                lines.Add($"{offset} {Encoding.UTF8.GetString([.. json])}");
            });
            return lines;
        }
    }

    [Fact]
    public void A_line_longer_than_a_block_is_read_whole()
    {
        Write("one.jsonl", [.. Header(), .. Line(Sent("a")), .. Line(Sent("b") with { Prompt = new string('p', 1_000_000) }), .. Line(Accepted("a", "j1"))]);
        using Ledger ledger = Ledger.Open(_folder.Path);
        Assert.Equal((RequestStatus.Accepted, RequestStatus.Sent), (Status(ledger, "a"), Status(ledger, "b")));
    }

    [Fact]
    public void A_path_is_found_in_any_case_and_however_its_line_is_written()
    {
        LedgerFact plain = Saved("a", "Fox.jpg"), accented = Saved("b", "caf\u00e9.jpg"), other = Saved("c", "owl.jpg");
        Write("one.jsonl", [.. Header(), .. Line(plain), .. Line(accented), .. Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Line(other)).Replace(",", " ,"))]);
        using Ledger ledger = Ledger.Open(_folder.Path);
        Assert.Equal(
            ["a", "b", "c"],
            new[] { "fox.JPG", "CAF\u00c9.jpg", "owl.jpg" }.Select(name => ledger.OwnerOf(Path.Combine(_folder.Path, name))?.Fingerprint));
        Assert.Null(ledger.OwnerOf(Path.Combine(_folder.Path, "cafe.jpg")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_file_that_is_not_what_it_was_ends_the_work_before_anything_is_paid_again(int others)
    {
        Write("one.jsonl", [.. Header(), .. Line(Sent("a"))]);
        using Ledger ledger = Ledger.Open(_folder.Path);
        Write("one.jsonl", [.. Header(), .. Enumerable.Repeat(Line(Sent("b")), others).SelectMany(line => line)]);
        PhotaException error = Assert.Throws<PhotaException>(() => Status(ledger, "a"));
        Assert.Equal((PhotaErrorKind.OutputFile, true), (error.Kind, error.IsFatal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json at all")]
    [InlineData("{\"state\":\"accepted\",\"fingerprint\":7}")]
    [InlineData("{\"state\":\"accepted\"}")]
    [InlineData("{\"state\":\"accepted\",\"fingerprint\":\"b\",\"first\":0}")]
    [InlineData("{\"state\":\"accepted\",\"fingerprint\":\"b\",\"count\":2000000000}")]
    [InlineData("{\"state\":\"accepted\",\"fingerprint\":\"b\",\"count\":5}")]
    [InlineData("{\"state\":\"accepted\",\"fingerprint\":\"b\",\"count\":0}")]
    [InlineData("{\"state\":\"accepted\",\"fingerprint\":\"b\",\"attempt\":0}")]
    [InlineData("{\"state\":\"accepted\",\"fingerprint\":\"b\",\"first\":10001}")]
    [InlineData("{\"state\":\"unheard of\",\"fingerprint\":\"b\"}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\0\0\0\0")]
    public void A_damaged_line_costs_nothing_but_itself(string damage)
    {
        Write("one.jsonl", [.. Header(), .. Line(Sent("a")), .. Encoding.UTF8.GetBytes(damage + "\n"), .. Line(Accepted("a", "j1"))]);
        using Ledger ledger = Ledger.Open(_folder.Path);
        Assert.Equal(RequestStatus.Accepted, Status(ledger, "a"));
        Assert.Equal("j1", Assert.Single(ledger.Jobs()).JobId);
        Assert.Null(ledger.Read("b", entry => entry.Requests.FirstOrDefault()));
    }

    [Fact]
    public void The_last_variation_and_the_largest_request_are_read()
    {
        Write("one.jsonl", [.. Header(), .. Line(Sent("a") with { First = 9_997, Count = 4 }), .. Line(Sent("b") with { First = 10_000 })]);
        using Ledger ledger = Ledger.Open(_folder.Path);
        Assert.Equal((RequestStatus.Sent, RequestStatus.Sent), (ledger.Read("a", entry => entry.Current(10_000)?.Status), ledger.Read("b", entry => entry.Current(10_000)?.Status)));
    }

    [Fact]
    public async Task Others_are_asked_for_news_twice_a_second_and_not_more_often()
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = new();
        using Ledger one = Ledger.Open(_folder.Path, clock), other = Ledger.Open(_folder.Path, clock);
        await other.AddAsync(Sent("a"));
        clock.Advance(TimeSpan.FromMilliseconds(500));
        one.RefreshSometimes();
        Assert.Null(Status(one, "a"));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        one.RefreshSometimes();
        Assert.Equal(RequestStatus.Sent, Status(one, "a"));
    }

    [Fact]
    public async Task A_path_outside_has_no_owner()
    {
        using Ledger ledger = Ledger.Open(_folder.Path);
        await ledger.AddAsync(Saved("a", "..fox/fox.jpg"));
        Assert.Equal("a", ledger.OwnerOf(Path.Combine(_folder.Path, "..fox", "fox.jpg"))!.Fingerprint);
        Assert.Equal("a", ledger.OwnerOf(Path.Combine(_folder.Path, "..FOX", "Fox.jpg"))!.Fingerprint);
        Assert.Null(ledger.Relative(Path.GetDirectoryName(_folder.Path)!));
        Assert.Null(ledger.Relative(Path.Combine(_folder.Path, "..", "fox.jpg")));
        Assert.Null(ledger.Relative(Path.Combine(_folder.Path, "..", "..", "fox.jpg")));
    }

    [Fact]
    public async Task Of_an_image_with_two_names_the_last_counts()
    {
        Microsoft.Extensions.Time.Testing.FakeTimeProvider clock = new();
        using Ledger ledger = Ledger.Open(_folder.Path, clock);
        foreach (string name in new[] { "b.jpg", "c.jpg", "a.jpg" })
        {
            await ledger.AddAsync(Saved("a", name) with { Operation = "enhance", Format = ImageFormat.Png });
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        PhotaImage image = Assert.Single(ledger.Images());
        Assert.Equal(("a.jpg", "enhance", ImageFormat.Png), (Path.GetFileName(image.FullName), image.Operation, image.Format));
    }

    [Fact]
    public async Task A_request_of_which_one_image_was_asked_for_again_is_still_told()
    {
        using Ledger ledger = Ledger.Open(_folder.Path);
        await ledger.AddAsync(Sent("a") with { Count = 2 });
        await ledger.AddAsync(new() { State = LedgerFact.Failed, Fingerprint = "a", Count = 2, Error = "no" });
        await ledger.AddAsync(Sent("a") with { Attempt = 2 });
        Assert.Equal(2, ledger.Failures().Count);
    }

    [Fact]
    public void A_file_whose_first_line_is_damaged_is_read_from_the_second()
    {
        Write("one.jsonl", [.. "{\"phota_led\n"u8.ToArray(), .. Line(Sent("a"))]);
        using Ledger ledger = Ledger.Open(_folder.Path);
        Assert.Equal(RequestStatus.Sent, Status(ledger, "a"));
    }

    [Fact]
    public void A_newer_version_is_refused()
    {
        Write("new.jsonl", "{\"phota_ledger\":2}\n"u8.ToArray());
        PhotaException e = Assert.Throws<PhotaException>(() => Ledger.Open(_folder.Path));
        Assert.Equal((PhotaErrorKind.OutputFile, true), (e.Kind, e.IsFatal));
        Assert.Contains("newer version", e.Message, StringComparison.Ordinal);
        Assert.Contains("new.jsonl", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_of_the_first_edition_is_refused()
    {
        Directory.CreateDirectory(_folder.File(".phota"));
        File.WriteAllText(Path.Combine(_folder.Path, ".phota", "ledger.jsonl"), "{\"event\":\"ledger\",\"version\":1}\n");
        PhotaException e = Assert.Throws<PhotaException>(() => Ledger.Open(_folder.Path));
        Assert.Equal((PhotaErrorKind.OutputFile, true), (e.Kind, e.IsFatal));
        Assert.Contains("ledger.jsonl", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_send_does_not_take_back_an_earlier_one_whose_answer_was_lost()
    {
        using (Ledger ledger = Ledger.Open(_folder.Path))
        {
            await ledger.AddAsync(Sent("a") with { Send = "lost" });
            await ledger.AddAsync(Sent("a") with { Send = "refused" });
            await ledger.AddAsync(new() { State = LedgerFact.Refused, Fingerprint = "a", Send = "refused" });
            Assert.Equal(RequestStatus.Sent, Status(ledger, "a"));
        }

        using Ledger again = Ledger.Open(_folder.Path);
        Assert.Equal(RequestStatus.Sent, Status(again, "a"));
        Assert.Equal("lost", again.Read("a", entry => entry.Current(1)!.OpenSend!.Send));
        await again.AddAsync(new() { State = LedgerFact.Refused, Fingerprint = "a", Send = "lost" });
        Assert.Null(Status(again, "a"));
    }

    [Fact]
    public async Task What_another_writer_adds_is_seen_and_each_has_a_file_of_its_own()
    {
        using Ledger one = Ledger.Open(_folder.Path), other = Ledger.Open(_folder.Path);
        await one.AddAsync(Sent("a"));
        await other.AddAsync(Sent("b"));
        Assert.Null(Status(one, "b"));
        one.Refresh();
        Assert.Equal(RequestStatus.Sent, Status(one, "b"));

        await one.AddAsync(Accepted("a", "j1"));
        other.Refresh();
        Assert.Equal(RequestStatus.Accepted, Status(other, "a"));
        Assert.Equal(2, Directory.GetFiles(Files).Length);
    }

    [Fact]
    public async Task Many_writers_with_many_tasks_each_lose_nothing()
    {
        Ledger[] ledgers = [.. Enumerable.Range(0, 4).Select(_ => Ledger.Open(_folder.Path))];
        await Task.WhenAll(
            from writer in Enumerable.Range(0, 4)
            from i in Enumerable.Range(0, 50)
            select Task.Run(() => ledgers[writer].AddAsync(Sent($"{writer}-{i}"))));
        foreach (Ledger ledger in ledgers) ledger.Dispose();

        using Ledger read = Ledger.Open(_folder.Path);
        Assert.All(
            from writer in Enumerable.Range(0, 4) from i in Enumerable.Range(0, 50) select $"{writer}-{i}",
            fingerprint => Assert.Equal(RequestStatus.Sent, Status(read, fingerprint)));
        Assert.All(Directory.GetFiles(Files), path => Assert.Equal(52, File.ReadAllLines(path).Length));
    }

    [Fact]
    public async Task Many_threads_of_one_process_lose_nothing()
    {
        const int Threads = 4, Times = 10_000;
        using (Ledger ledger = Ledger.Open(_folder.Path))
        {
            using Barrier start = new(Threads);
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(() => Tell(thread), TaskCreationOptions.LongRunning)));
            AssertAllTold(ledger);

            void Tell(int thread)
            {
                start.SignalAndWait();
                for (int i = 0; i < Times; i++) ledger.AddTold($"{thread}-{i}", 1, 1);
            }
        }

        using Ledger read = Ledger.Open(_folder.Path);
        AssertAllTold(read);

        static void AssertAllTold(Ledger ledger) => Assert.Equal(
            Threads * Times,
            Enumerable.Range(0, Threads).Sum(thread => Enumerable.Range(0, Times).Count(i => ledger.Read($"{thread}-{i}", entry => entry.IsTold(1, 1)))));
    }

    [Fact]
    public async Task A_fact_is_on_disk_before_it_counts()
    {
        using Ledger ledger = Ledger.Open(_folder.Path);
        await ledger.AddAsync(Sent("a"));
        using Ledger other = Ledger.Open(_folder.Path);
        Assert.Equal(RequestStatus.Sent, Status(other, "a"));
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_written_is_a_fatal_error()
    {
        File.WriteAllText(_folder.File(".phota"), "in the way");
        using Ledger ledger = Ledger.Open(_folder.Path);
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => ledger.AddAsync(Sent("a")));
        Assert.Equal((PhotaErrorKind.OutputFile, true), (e.Kind, e.IsFatal));
        Assert.Null(Status(ledger, "a"));
    }

    [Fact]
    public async Task What_came_to_nothing_is_told_with_its_reason()
    {
        using (Ledger ledger = Ledger.Open(_folder.Path))
        {
            foreach (string name in new[] { "done", "refused", "lost", "open", "failed", "retried" })
                await ledger.AddAsync(Sent(name) with { Source = $"/photos/{name}.jpg", Send = name });
            await ledger.AddAsync(new() { State = LedgerFact.Refused, Fingerprint = "refused", Send = "refused" });
            foreach (string name in new[] { "done", "open", "failed", "retried" }) await ledger.AddAsync(Accepted(name, $"job-{name}"));
            await ledger.AddAsync(Saved("done", "done.jpg"));
            await ledger.AddAsync(new() { State = LedgerFact.Failed, Fingerprint = "failed", JobId = "job-failed", Error = "No face was found." });
            await ledger.AddAsync(new() { State = LedgerFact.Failed, Fingerprint = "retried", JobId = "job-retried", Error = "Out of service." });
            await ledger.AddAsync(Sent("retried") with { Source = "/photos/retried.jpg", Send = "again", Attempt = 2 });
            await ledger.AddAsync(Accepted("retried", "job-again") with { Attempt = 2 });
        }

        using Ledger read = Ledger.Open(_folder.Path);
        IReadOnlyList<PhotaFailure> failures = read.Failures();
        Assert.Equal(
        [
            ("/photos/failed.jpg", "No face was found."),
            ("/photos/lost.jpg", "The request was sent and its answer was lost, so it may be paid for."),
            ("/photos/open.jpg", "The request was submitted, but its images were not fetched."),
            ("/photos/retried.jpg", "The request was submitted, but its images were not fetched."),
        ], failures.Select(failure => (failure.Source!, failure.Reason)).OrderBy(failure => failure.Item1, StringComparer.Ordinal));
        Assert.Equal(
            ["/photos/failed.jpg"],
            failures.Where(failure => failure.Remedy == PhotaRemedy.PayForFailed).Select(failure => failure.Source));
        Assert.Equal(["job-again", "job-open"], read.Jobs().Select(job => job.JobId).Order(StringComparer.Ordinal));
        Assert.Equal("done.jpg", Path.GetFileName(Assert.Single(read.Images()).FullName));
    }

    internal static LedgerFact Sent(string fingerprint) => new()
    {
        State = LedgerFact.Sent,
        Fingerprint = fingerprint,
        Send = "send",
        Operation = "enhance",
        ClientRequestId = $"id-{fingerprint}",
        Cost = 0.12m,
    };

    internal static LedgerFact Accepted(string fingerprint, string job) => new() { State = LedgerFact.Accepted, Fingerprint = fingerprint, JobId = job };

    internal static LedgerFact Saved(string fingerprint, string path) =>
        new() { State = LedgerFact.Saved, Fingerprint = fingerprint, Path = path, Sha256 = new string('0', 64), Length = 1 };

    internal static byte[] Header() => "{\"phota_ledger\":1,\"host\":\"elsewhere\",\"pid\":1,\"started\":\"2026-11-24T00:00:00+00:00\"}\n"u8.ToArray();

    internal static byte[] Line(LedgerFact fact) => [.. JsonSerializer.SerializeToUtf8Bytes(fact, LedgerJson.Default.LedgerFact), (byte)'\n'];

    private static RequestStatus? Status(Ledger ledger, string fingerprint) => ledger.Read(fingerprint, entry => entry.Current(1)?.Status);

    private void Write(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Files);
        File.WriteAllBytes(Path.Combine(Files, name), bytes);
    }
}

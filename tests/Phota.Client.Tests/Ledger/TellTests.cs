namespace Phota.Tests.Ledgers;

/// <summary>Of several processes at work in a destination, one tells what an image cost.</summary>
public sealed class TellTests : IDisposable
{
    private static readonly PhotaImage s_image = new() { Operation = "enhance", Fingerprint = "a", Variation = 2, RequestAttempt = 2, Origin = ImageOrigin.Fetched, EstimatedCost = 0.12m };

    private readonly TempFolder _folder = new();
    private readonly Ledger _one;
    private readonly Ledger _other;

    public TellTests()
    {
        _one = Ledger.Open(_folder.Path);
        _other = Ledger.Open(_folder.Path);
        _other.RequireWritable();
    }

    public void Dispose()
    {
        _one.Dispose();
        _other.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_has_not_been_told_is_told_once()
    {
        Assert.Equal(0.12m, Tell(_one));
        Assert.Equal((0m, 0m), (Tell(_other), Tell(_one)));
    }

    [Fact]
    public void An_image_is_told_where_nothing_can_be_written()
    {
        File.WriteAllText(Path.Combine(_folder.Path, ".phota", "told"), "not a folder");
        Assert.Equal(0.12m, Tell(_one));
    }

    [Fact]
    public async Task The_process_that_saved_an_image_tells_it_as_long_as_it_is_at_work()
    {
        await SaveAsync(_other, variation: 2, attempt: 2);
        Assert.Equal(0m, Tell(_one));
        _other.Dispose();
        Assert.Equal(0.12m, Tell(_one));
    }

    [Fact]
    public async Task Of_two_that_saved_an_image_the_one_that_recorded_it_first_tells_it()
    {
        await SaveAsync(_other, variation: 2, attempt: 2);
        await SaveAsync(_one, variation: 2, attempt: 2);
        Assert.Equal((0m, 0.12m), (Tell(_one), Tell(_other)));
    }

    [Fact]
    public async Task Of_two_that_recorded_an_image_the_one_that_gave_it_its_name_tells_it()
    {
        await SaveAsync(_other, variation: 2, attempt: 2);
        await SaveAsync(_one, variation: 2, attempt: 2);
        Assert.Equal((0.12m, 0m), (Tell(_one, isAdopted: false), Tell(_other, isAdopted: true)));
    }

    [Fact]
    public async Task An_image_whose_name_was_given_by_a_process_that_has_ended_is_told_by_another()
    {
        await SaveAsync(_one, variation: 2, attempt: 2);
        Assert.Equal(0m, Tell(_one, isAdopted: true));
        _other.Dispose();
        Assert.Equal(0.12m, Tell(_one, isAdopted: true));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public async Task Another_image_of_the_same_photo_is_another_matter(int variation, int attempt)
    {
        await SaveAsync(_other, variation, attempt);
        Assert.Equal(0.12m, Tell(_one));
    }

    [Fact]
    public void What_is_found_or_has_no_request_here_is_left_as_it_is()
    {
        Assert.Equal(0m, _one.Tell(s_image with { Origin = ImageOrigin.Found, EstimatedCost = 0 }).EstimatedCost);
        Assert.Equal(0.12m, _one.Tell(s_image with { Fingerprint = null }).EstimatedCost);
        Assert.False(_one.Read("a", entry => entry.IsTold(2, 2)));
    }

    [Fact]
    public void A_writer_of_another_host_is_at_work_while_its_file_grows()
    {
        string ledger = Path.Combine(_folder.Path, ".phota", "ledger");
        string path = Path.Combine(ledger, "elsewhere.jsonl"), ended = Path.Combine(ledger, "ended.jsonl"), closed = Path.Combine(ledger, "closed.jsonl");
        File.WriteAllBytes(path, LedgerTests.Header());
        File.WriteAllText(ended, $"{{\"phota_ledger\":1,\"host\":\"{LedgerWriter.HostName()}\",\"pid\":2147483647}}\n");
        File.WriteAllBytes(closed, [.. LedgerTests.Header(), .. LedgerFiles.ClosingLine, (byte)'\n']);
        DateTimeOffset written = File.GetLastWriteTimeUtc(path);
        LedgerFiles files = new(ledger);
        files.ReadNew("another", (file, _, _) => Assert.Fail(file));
        Assert.True(files.IsAtWork("elsewhere.jsonl", written.AddMinutes(9)));
        Assert.False(files.IsAtWork("elsewhere.jsonl", written.AddMinutes(10)));
        for (int i = 0; i < 2; i++) Assert.False(files.IsAtWork("ended.jsonl", written));
        Assert.False(files.IsAtWork("closed.jsonl", written));
        Assert.True(files.IsAtWork($"{_other.WriterName}.jsonl", written));
    }

    [Fact]
    public void A_host_has_a_name_that_every_file_system_takes() => Assert.Equal(
        System.Text.RegularExpressions.Regex.Replace(Environment.MachineName, "[^A-Za-z0-9]", "_").ToLowerInvariant(), LedgerWriter.HostName());

    private static decimal? Tell(Ledger ledger, bool? isAdopted = null) => ledger.Tell(s_image with { IsAdopted = isAdopted }).EstimatedCost;

    private static Task<LedgerFact> SaveAsync(Ledger ledger, int variation, int attempt) =>
        ledger.AddAsync(LedgerTests.Saved("a", "fox.jpg") with { First = variation, Attempt = attempt });
}

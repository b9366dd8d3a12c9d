using Microsoft.Extensions.Time.Testing;

namespace Phota.Tests.Batches;

/// <summary>What is done for a request, by what the ledger knows of it, what is to be paid for again, and how long ago it was.</summary>
public sealed class RequestPlannerTests : IDisposable
{
    private const RetryStates None = RetryStates.None;
    private const RetryStates All = RetryStates.Failed | RetryStates.PerhapsPaid | RetryStates.Missing;

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly ApiKey _key = new("sandbox-planner");
    private readonly GenerateRequest _request = new() { Prompt = "a fox" };
    private readonly RequestFingerprint _fingerprint;
    private readonly Ledger _ledger;

    public RequestPlannerTests()
    {
        _fingerprint = RequestFingerprint.Compute(_request, new Uri("https://api.example"));
        _ledger = Ledger.Open(_folder.Path, _clock);
    }

    public void Dispose()
    {
        _ledger.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("", None, 0, "send 1, attempt 1")]
    [InlineData("refused", None, 0, "send 1, attempt 1")]
    [InlineData("sent", None, 0, "repeat 1, attempt 1")]
    [InlineData("sent", None, 19, "repeat 1, attempt 1")]
    [InlineData("sent", None, 20, "-Retry PerhapsPaid")]
    [InlineData("sent", RetryStates.Failed | RetryStates.Missing, 20, "-Retry PerhapsPaid")]
    [InlineData("sent", RetryStates.PerhapsPaid, 20, "send 1, attempt 2")]
    [InlineData("sent", RetryStates.PerhapsPaid, 19, "repeat 1, attempt 1")]
    [InlineData("sent by another key", None, 0, "-Retry PerhapsPaid")]
    [InlineData("sent by another key", RetryStates.PerhapsPaid, 0, "send 1, attempt 2")]
    [InlineData("sent directly", None, 0, "-Retry PerhapsPaid")]
    [InlineData("sent directly", RetryStates.PerhapsPaid, 0, "send 1, attempt 2")]
    [InlineData("sent, then refused again", None, 0, "repeat 1, attempt 1")]
    [InlineData("accepted", None, 0, "fetch 1, attempt 1")]
    [InlineData("accepted", All, 100, "fetch 1, attempt 1")]
    [InlineData("accepted without a job", None, 0, "-Retry PerhapsPaid")]
    [InlineData("failed", None, 0, "-Retry Failed")]
    [InlineData("failed", RetryStates.PerhapsPaid | RetryStates.Missing, 100, "-Retry Failed")]
    [InlineData("failed", RetryStates.Failed, 0, "send 1, attempt 2")]
    [InlineData("failed, and accepted for another process", None, 0, "fetch 1, attempt 1")]
    [InlineData("failed, and accepted for another process", RetryStates.Failed, 0, "fetch 1, attempt 1")]
    [InlineData("failed, and accepted for another process, and that job failed", None, 0, "-Retry Failed")]
    [InlineData("failed, and accepted for another process, and that job failed", RetryStates.Failed, 0, "send 1, attempt 2")]
    [InlineData("of two jobs one failed", None, 0, "fetch 1, attempt 1")]
    [InlineData("failed, then sent again", None, 0, "repeat 1, attempt 2")]
    [InlineData("failed, then sent again", None, 20, "-Retry PerhapsPaid")]
    [InlineData("failed, then sent again", RetryStates.PerhapsPaid, 20, "send 1, attempt 3")]
    [InlineData("failed, then refused", None, 0, "-Retry Failed")]
    [InlineData("failed, then refused", RetryStates.Failed, 0, "send 1, attempt 2")]
    [InlineData("saved", None, 0, "find 1, attempt 1")]
    [InlineData("saved", All, 1000, "find 1, attempt 1")]
    [InlineData("saved, changed by hand", None, 0, "find 1, attempt 1")]
    [InlineData("saved, not renamed yet", None, 0, "find 1, attempt 1")]
    [InlineData("saved, gone from disk", None, 0, "repair 1, attempt 1")]
    [InlineData("saved, gone from disk", RetryStates.Missing, 0, "repair 1, attempt 1")]
    [InlineData("saved directly, gone from disk", None, 0, "-Retry Missing")]
    [InlineData("saved directly, gone from disk", RetryStates.Failed | RetryStates.PerhapsPaid, 0, "-Retry Missing")]
    [InlineData("saved directly, gone from disk", RetryStates.Missing, 0, "send 1, attempt 2")]
    [InlineData("undelivered", All, 100, "")]
    public async Task Of_one_variation(string known, RetryStates retry, int hours, string expected)
    {
        await AddAsync(known);
        _clock.Advance(TimeSpan.FromHours(hours));
        Assert.Equal(expected, Plan(retry));

        // A run later, when this writer has ended, reads the same out of the files.
        _ledger.Dispose();
        using Ledger read = Ledger.Open(_folder.Path, _clock);
        Assert.Equal(expected, Plan(retry, read));
    }

    [Theory]
    [InlineData("", 1, "send 1, attempt 1")]
    [InlineData("", 4, "send 1-4, attempt 1")]
    [InlineData("", 9, "send 1-4, attempt 1; send 5-8, attempt 1; send 9, attempt 1")]
    [InlineData("saved", 5, "find 1, attempt 1; send 2-5, attempt 1")]
    [InlineData("accepted", 3, "fetch 1, attempt 1; send 2-3, attempt 1")]
    [InlineData("undelivered", 2, "send 2, attempt 1")]
    [InlineData("failed", 2, "send 2, attempt 1; -Retry Failed")]
    [InlineData("four accepted", 4, "fetch 1-4, attempt 1")]
    [InlineData("four accepted", 5, "fetch 1-4, attempt 1; send 5, attempt 1")]
    [InlineData("four accepted", 2, "fetch 1-4, attempt 1")]
    [InlineData("four accepted, the third saved", 4, "fetch 1-4, attempt 1; find 3, attempt 1")]
    [InlineData("the second saved", 3, "send 1, attempt 1; find 2, attempt 1; send 3, attempt 1")]
    public async Task Of_several_variations(string known, int count, string expected)
    {
        await AddAsync(known);
        Assert.Equal(expected, Plan(None, count: count));
    }

    [Fact]
    public async Task Failed_variations_are_asked_for_again_together()
    {
        await AddAsync("four failed");
        Assert.Equal("send 1-4, attempt 2; send 5, attempt 1", Plan(RetryStates.Failed, count: 5));
        Assert.Equal("send 5, attempt 1; -Retry Failed", Plan(None, count: 5));
    }

    [Fact]
    public async Task An_attempt_that_another_process_has_claimed_is_passed_over()
    {
        await AddAsync("sent directly");
        for (int attempt = 2; attempt <= 3; attempt++) Assert.True(_ledger.TryClaim(_fingerprint.Value, 1, 1, attempt));
        Assert.Equal("send 1, attempt 4", Plan(RetryStates.PerhapsPaid));
    }

    [Fact]
    public void A_variation_that_was_claimed_and_never_recorded_may_be_paid_for()
    {
        Assert.True(_ledger.TryClaim(_fingerprint.Value, 1, 1, 1));
        Assert.Equal("-Retry PerhapsPaid", Plan(None));
        Assert.Equal("send 1, attempt 2", Plan(RetryStates.PerhapsPaid));
    }

    private string Plan(RetryStates retry, Ledger? ledger = null, int count = 1)
    {
        RequestPlanner planner = new(PriceTable.Published, _key, ledger ?? _ledger, retry);
        RequestPlan plan = planner.Plan(_request with { Count = count }, _fingerprint, new OutputTarget(_folder.Path, "fox", Overwrite: false));
        IEnumerable<string> steps = plan.Steps.Select(step =>
            $"{(step.IsRepair ? "repair" : step.Kind.ToString().ToLowerInvariant())} {Range(step.First, step.Count)}, attempt {step.Attempt}");
        RetryStates? problem = plan.Problem?.Remedy switch
        {
            null => null,
            PhotaRemedy.PayForFailed => RetryStates.Failed,
            PhotaRemedy.PayForLost => RetryStates.PerhapsPaid,
            PhotaRemedy.PayForMissing => RetryStates.Missing,
            var other => throw new InvalidOperationException($"{other}"),
        };
        return string.Join("; ", problem is null ? steps : steps.Append($"-Retry {problem}"));
    }

    private static string Range(int first, int count) => count == 1 ? $"{first}" : $"{first}-{first + count - 1}";

    private async Task AddAsync(string known)
    {
        LedgerFact sent = Fact(LedgerFact.Sent) with { Send = "first", Key = _key.CreateTag(), Operation = "generate" };
        LedgerFact accepted = Fact(LedgerFact.Accepted) with { JobId = "job" };
        LedgerFact failed = Fact(LedgerFact.Failed) with { JobId = "job" };
        LedgerFact saved = Saved(1);
        LedgerFact[] facts = known switch
        {
            "" => [],
            "refused" => [sent, Fact(LedgerFact.Refused) with { Send = "first" }],
            "sent" => [sent],
            "sent by another key" => [sent with { Key = new ApiKey("sandbox-other").CreateTag() }],
            "sent directly" => [sent with { Direct = true }],
            "sent, then refused again" => [sent, sent with { Send = "second" }, Fact(LedgerFact.Refused) with { Send = "second" }],
            "accepted" => [sent, accepted],
            "accepted without a job" => [sent with { Direct = true }, accepted with { JobId = null }],
            "failed" => [sent, accepted, failed],
            "failed, and accepted for another process" => [sent, Fact(LedgerFact.Failed), accepted],
            "failed, and accepted for another process, and that job failed" => [sent, Fact(LedgerFact.Failed), accepted, failed],
            "of two jobs one failed" => [sent, accepted, failed, accepted with { JobId = "other" }],
            "failed, then sent again" => [sent, accepted, failed, sent with { Attempt = 2 }],
            "failed, then refused" => [sent, accepted, failed, sent with { Attempt = 2 }, Fact(LedgerFact.Refused) with { Attempt = 2, Send = "first" }],
            "saved" or "saved, gone from disk" or "saved, not renamed yet" or "saved, changed by hand" => [sent, accepted, saved],
            "saved directly, gone from disk" => [sent with { Direct = true }, accepted with { JobId = null }, saved],
            "undelivered" => [sent, accepted, Fact(LedgerFact.Undelivered)],
            "four accepted" => [sent with { Count = 4 }, accepted with { Count = 4 }],
            "four accepted, the third saved" => [sent with { Count = 4 }, accepted with { Count = 4 }, Saved(3)],
            "four failed" => [sent with { Count = 4 }, accepted with { Count = 4 }, failed with { Count = 4 }],
            "the second saved" => [sent with { First = 2 }, accepted with { First = 2 }, Saved(2)],
            _ => throw new ArgumentException(known),
        };
        foreach (LedgerFact fact in facts) await _ledger.AddAsync(fact);
        Directory.CreateDirectory(_ledger.PartFolder);
        foreach (LedgerFact fact in facts.Where(fact => fact.State == LedgerFact.Saved && !known.Contains("gone")))
        {
            string path = known.Contains("not renamed") ? Path.Combine(_ledger.PartFolder, fact.Part!) : _folder.File(fact.Path!);
            File.WriteAllBytes(path, known.Contains("by hand") ? [1] : Pixels.Png());
        }
    }

    private LedgerFact Fact(string state) => new() { State = state, Fingerprint = _fingerprint.Value };

    private LedgerFact Saved(int variation) => Fact(LedgerFact.Saved) with
    {
        First = variation,
        Path = OutputName.For("fox", variation - 1, ImageFormat.Jpeg),
        Part = $"{_ledger.WriterName}-{variation}.part",
        Length = Pixels.Png().Length,
        Sha256 = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Pixels.Png())).ToLowerInvariant(),
    };
}

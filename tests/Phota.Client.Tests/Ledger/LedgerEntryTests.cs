namespace Phota.Tests.Ledgers;

/// <summary>Which of several facts of one fingerprint counts.</summary>
public sealed class LedgerEntryTests
{
    private static readonly LedgerFact s_saved = At(2, LedgerTests.Saved("a", "fox.jpg"));

    [Fact]
    public void The_same_image_is_kept_once_and_as_it_was_first_recorded()
    {
        LedgerEntry entry = Read(s_saved, At(3, s_saved), At(1, s_saved), At(2, s_saved));
        Assert.Equal(At(1, s_saved), Assert.Single(entry.Saved));
        Assert.Equal(
            5, Read(s_saved, s_saved with { First = 2 }, s_saved with { Attempt = 2 }, s_saved with { Path = "b.jpg" }, s_saved with { Sha256 = new string('1', 64) }).Saved.Count);
    }

    [Fact]
    public void Of_requests_for_a_variation_the_latest_attempt_counts_then_the_furthest_then_the_first()
    {
        LedgerFact sent = LedgerTests.Sent("a"), accepted = LedgerTests.Accepted("a", "j1");
        Assert.Equal((2, 3), Current(sent with { Count = 4 }, accepted with { First = 2, Count = 3 }, sent with { First = 2, Count = 3 }));
        Assert.Equal((1, 4), Current(sent with { First = 2, Count = 3 }, sent with { Count = 4 }));
        Assert.Equal((1, 3), Current(sent with { Count = 4 }, sent with { Count = 3 }));
        Assert.Equal((3, 1), Current(accepted with { Count = 4 }, sent with { Attempt = 2, First = 3 }));

        static (int, int) Current(params LedgerFact[] facts)
        {
            RequestRecord current = Read(facts).Current(3)!;
            Assert.Null(Read(facts).Current(5));
            return (current.First, current.Count);
        }
    }

    [Fact]
    public void An_image_belongs_to_the_request_of_its_job_and_else_to_the_furthest()
    {
        LedgerFact sent = LedgerTests.Sent("a"), accepted = LedgerTests.Accepted("a", "j1");
        LedgerEntry entry = Read(sent with { Attempt = 2 }, sent with { First = 2 }, sent, accepted, sent with { Count = 2 }, accepted with { Count = 2, JobId = "j2" });
        Assert.Equal((1, 1), (entry.Of(s_saved with { JobId = "j1" })!.Attempt, entry.Of(s_saved with { JobId = "j1" })!.Count));
        Assert.Equal(2, entry.Of(s_saved with { JobId = "j2" })!.Count);
        Assert.Equal(RequestStatus.Accepted, Read(sent with { Count = 2 }, sent, accepted).Of(s_saved)!.Status);
        Assert.Null(entry.Of(s_saved with { Attempt = 3 }));
    }

    [Fact]
    public void What_was_not_delivered_is_just_the_range_that_the_fact_names()
    {
        LedgerEntry entry = Read(new LedgerFact { State = LedgerFact.Undelivered, Fingerprint = "a", First = 3, Count = 2 });
        Assert.Equal([3, 4], Enumerable.Range(1, 6).Where(entry.IsUndelivered));
    }

    [Fact]
    public void The_oldest_submission_is_the_one_that_is_repeated_and_of_two_jobs_one_counts()
    {
        LedgerFact sent = LedgerTests.Sent("a"), accepted = LedgerTests.Accepted("a", "j2");
        Assert.Equal("b", Read(At(2, sent) with { Send = "a" }, At(1, sent) with { Send = "b" }, At(3, sent) with { Send = "c" }).Current(1)!.OpenSend!.Send);
        Assert.Equal("a", Read(sent with { Send = "b" }, sent with { Send = "a" }, sent with { Send = "c" }).Current(1)!.OpenSend!.Send);
        Assert.Equal("j1", Read(accepted, accepted with { JobId = "j1" }, accepted with { JobId = "j3" }).Current(1)!.Accepted!.JobId);
        Assert.Equal(At(1, accepted), Read(At(2, accepted), At(1, accepted), At(3, accepted)).Current(1)!.Accepted);
    }

    [Fact]
    public void Facts_have_one_order_by_time_then_by_what_they_say()
    {
        LedgerFact[] ordered =
        [
            s_saved, s_saved with { JobId = "j1" }, s_saved with { JobId = "j2" }, s_saved with { Path = "goose.jpg" }, s_saved with { Attempt = 2 }, s_saved with { First = 2 },
            s_saved with { Fingerprint = "b" }, s_saved with { Sha256 = new string('1', 64) }, At(3, s_saved),
        ];
        for (int i = 0; i < ordered.Length; i++)
        {
            for (int j = 0; j < ordered.Length; j++) Assert.Equal(Math.Sign(i.CompareTo(j)), Math.Sign(LedgerFact.Compare(ordered[i], ordered[j])));
        }
    }

    private static LedgerFact At(int minute, LedgerFact fact) => fact with { At = new DateTimeOffset(2026, 11, 25, 0, minute, 0, TimeSpan.Zero) };

    private static LedgerEntry Read(params LedgerFact[] facts)
    {
        LedgerEntry entry = new();
        foreach (LedgerFact fact in facts) entry.Apply(fact);
        return entry;
    }
}

namespace Phota.Tests.Http;

public sealed class RetryRuleTests
{
    // Failure, safety, attempts after which the next is still made.
    [Theory]
    [InlineData(nameof(Failure.NotSent), nameof(Safety.Repeatable), 2)]
    [InlineData(nameof(Failure.NotSent), nameof(Safety.Paid), 2)]
    [InlineData(nameof(Failure.NotSent), nameof(Safety.PaidOnce), 2)]
    [InlineData(nameof(Failure.Broken), nameof(Safety.Repeatable), 4)]
    [InlineData(nameof(Failure.Broken), nameof(Safety.Paid), 0)]
    [InlineData(nameof(Failure.Broken), nameof(Safety.PaidOnce), 4)]
    [InlineData(nameof(Failure.Unsure), nameof(Safety.Repeatable), 4)]
    [InlineData(nameof(Failure.Unsure), nameof(Safety.Paid), 0)]
    [InlineData(nameof(Failure.Unsure), nameof(Safety.PaidOnce), 4)]
    [InlineData(nameof(Failure.Throttled), nameof(Safety.Repeatable), 100)]
    [InlineData(nameof(Failure.Throttled), nameof(Safety.Paid), 100)]
    [InlineData(nameof(Failure.Throttled), nameof(Safety.PaidOnce), 100)]
    [InlineData(nameof(Failure.Final), nameof(Safety.Repeatable), 0)]
    [InlineData(nameof(Failure.Final), nameof(Safety.Paid), 0)]
    [InlineData(nameof(Failure.Final), nameof(Safety.PaidOnce), 0)]
    public void What_may_be_tried_again_depends_on_what_a_repeat_may_cost(string failure, string safety, int lastRetried)
    {
        int retried = Enumerable.Range(1, 100)
            .TakeWhile(attempt => RetryRule.MayRetry(Enum.Parse<Failure>(failure), Enum.Parse<Safety>(safety), attempt)).Count();
        Assert.Equal(lastRetried, retried);
    }

    [Theory]
    [InlineData(429, false, nameof(Failure.Throttled))]
    [InlineData(429, true, nameof(Failure.Throttled))]
    [InlineData(503, true, nameof(Failure.Throttled))]
    [InlineData(503, false, nameof(Failure.Unsure))]
    [InlineData(500, true, nameof(Failure.Unsure))]
    [InlineData(502, false, nameof(Failure.Unsure))]
    [InlineData(504, false, nameof(Failure.Unsure))]
    [InlineData(408, false, nameof(Failure.Unsure))]
    [InlineData(400, false, nameof(Failure.Final))]
    [InlineData(401, false, nameof(Failure.Final))]
    [InlineData(402, false, nameof(Failure.Final))]
    [InlineData(404, false, nameof(Failure.Final))]
    [InlineData(422, false, nameof(Failure.Final))]
    public void A_status_says_what_is_known(int status, bool hasRetryAfter, string failure) =>
        Assert.Equal(Enum.Parse<Failure>(failure), RetryRule.Classify(status, hasRetryAfter));
}

using Phota.Sandbox.Rules;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Tests;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset s_told = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-1, "key", "other", "other", false)] // came before it was sent
    [InlineData(100, "key", "other", "other", false)] // was under way
    [InlineData(100, "key", "connection", "print", true)] // the same on the same connection is a retry
    [InlineData(100, "key", "connection", "other", false)]
    [InlineData(300, "key", "other", "other", true)] // the grace is over
    [InlineData(300, "stranger", "other", "other", false)]
    [InlineData(1900, "key", "other", "other", true)]
    [InlineData(1990, "key", "other", "other", false)] // a timer may be a little early
    [InlineData(2000, "key", "connection", "print", false)]
    public void A_request_violates_a_Retry_After_or_does_not(int milliseconds, string key, string connection, string fingerprint, bool violates)
    {
        var limits = new RateLimits(new Switches(new Dictionary<string, string> { ["retry_grace_ms"] = "250" }));
        limits.Remember(new("key", s_told, s_told.AddSeconds(2), "connection", "print", "request"));
        RetryAfter? violated = limits.FindViolated(key, s_told.AddMilliseconds(milliseconds), connection, () => fingerprint);
        Assert.Equal(violates, violated is not null);
    }
}

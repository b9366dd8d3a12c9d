using Phota.Sandbox.State;

namespace Phota.Sandbox.Tests;

public sealed class ThrottleTests
{
    private static readonly DateTimeOffset s_told = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-1, "key", "other", "other", false)] // came before the order was told
    [InlineData(100, "key", "other", "other", false)] // was under way
    [InlineData(100, "key", "connection", "print", true)] // the same on the same connection is a retry
    [InlineData(100, "key", "connection", "other", false)]
    [InlineData(300, "key", "other", "other", true)] // the grace is over
    [InlineData(300, "stranger", "other", "other", false)]
    [InlineData(1900, "key", "other", "other", true)]
    [InlineData(1990, "key", "other", "other", false)] // a timer may be a little early
    [InlineData(2000, "key", "connection", "print", false)]
    public void A_request_breaks_an_order_or_does_not(int milliseconds, string key, string connection, string fingerprint, bool breaks)
    {
        var throttle = new Throttle(new Switches(new Dictionary<string, string> { ["retry_grace_ms"] = "250" }));
        throttle.Tell(new("key", s_told, s_told.AddSeconds(2), "connection", "print", "request"));
        Throttle.Order? broken = throttle.BrokenBy(key, s_told.AddMilliseconds(milliseconds), connection, () => fingerprint);
        Assert.Equal(breaks, broken is not null);
    }

    [Fact]
    public void The_rate_is_counted_over_the_last_second()
    {
        var throttle = new Throttle(new Switches(new Dictionary<string, string> { ["rate_limit_per_second"] = "2" }));
        bool[] over = [.. new[] { 0, 100, 200, 999, 1000, 1001, 1100 }.Select(ms => throttle.IsOverRate(s_told.AddMilliseconds(ms)))];
        Assert.Equal([false, false, true, true, false, true, false], over);
    }
}

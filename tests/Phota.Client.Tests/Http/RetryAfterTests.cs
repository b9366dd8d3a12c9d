using System.Net.Http.Headers;

namespace Phota.Tests.Http;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset s_then = new(2020, 2, 29, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Seconds_are_seconds() => Assert.Equal(TimeSpan.FromSeconds(120), Read(new(TimeSpan.FromSeconds(120))));

    [Fact]
    public void A_date_counts_from_what_the_service_takes_for_now() =>
        Assert.Equal(TimeSpan.FromSeconds(7), Read(new(s_then.AddSeconds(7)), now: s_then));

    [Fact]
    public void A_date_counts_from_our_now_where_the_service_does_not_tell_its_own() =>
        Assert.InRange(Read(new(DateTimeOffset.UtcNow.AddHours(1)))!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));

    [Fact]
    public void A_date_that_has_passed_is_no_wait() =>
        Assert.Equal(TimeSpan.Zero, Read(new(s_then.AddSeconds(-7)), now: s_then));

    [Fact]
    public void No_header_is_no_answer() => Assert.Null(Read(null));

    private static TimeSpan? Read(RetryConditionHeaderValue? header, DateTimeOffset? now = null)
    {
        using HttpResponseMessage response = new();
        response.Headers.RetryAfter = header;
        response.Headers.Date = now;
        return RetryAfter.Of(response);
    }
}

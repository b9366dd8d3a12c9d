using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Time.Testing;

namespace Phota.Tests.Http;

public sealed class RetryPolicyTests
{
    private static readonly DateTimeOffset s_then = new(2020, 2, 29, 12, 0, 0, TimeSpan.Zero);

    // Failure, idempotency, attempts after which the next is still made.
    [Theory]
    [InlineData(nameof(Failure.NotSent), nameof(Idempotency.Idempotent), 2)]
    [InlineData(nameof(Failure.NotSent), nameof(Idempotency.NonIdempotent), 2)]
    [InlineData(nameof(Failure.NotSent), nameof(Idempotency.Keyed), 2)]
    [InlineData(nameof(Failure.ConnectionLost), nameof(Idempotency.Idempotent), 4)]
    [InlineData(nameof(Failure.ConnectionLost), nameof(Idempotency.NonIdempotent), 0)]
    [InlineData(nameof(Failure.ConnectionLost), nameof(Idempotency.Keyed), 4)]
    [InlineData(nameof(Failure.Ambiguous), nameof(Idempotency.Idempotent), 4)]
    [InlineData(nameof(Failure.Ambiguous), nameof(Idempotency.NonIdempotent), 0)]
    [InlineData(nameof(Failure.Ambiguous), nameof(Idempotency.Keyed), 4)]
    [InlineData(nameof(Failure.Throttled), nameof(Idempotency.Idempotent), 100)]
    [InlineData(nameof(Failure.Throttled), nameof(Idempotency.NonIdempotent), 100)]
    [InlineData(nameof(Failure.Throttled), nameof(Idempotency.Keyed), 100)]
    [InlineData(nameof(Failure.Final), nameof(Idempotency.Idempotent), 0)]
    [InlineData(nameof(Failure.Final), nameof(Idempotency.NonIdempotent), 0)]
    [InlineData(nameof(Failure.Final), nameof(Idempotency.Keyed), 0)]
    public void What_may_be_tried_again_depends_on_what_a_repeat_may_cost(string failure, string idempotency, int lastRetried)
    {
        int retried = Enumerable.Range(1, 100)
            .TakeWhile(attempt => RetryPolicy.MayRetry(Enum.Parse<Failure>(failure), Enum.Parse<Idempotency>(idempotency), attempt)).Count();
        Assert.Equal(lastRetried, retried);
    }

    [Theory]
    [InlineData(429, false, nameof(Failure.Throttled))]
    [InlineData(429, true, nameof(Failure.Throttled))]
    [InlineData(503, true, nameof(Failure.Throttled))]
    [InlineData(503, false, nameof(Failure.Ambiguous))]
    [InlineData(500, true, nameof(Failure.Ambiguous))]
    [InlineData(502, false, nameof(Failure.Ambiguous))]
    [InlineData(504, false, nameof(Failure.Ambiguous))]
    [InlineData(408, false, nameof(Failure.Ambiguous))]
    [InlineData(400, false, nameof(Failure.Final))]
    [InlineData(401, false, nameof(Failure.Final))]
    [InlineData(402, false, nameof(Failure.Final))]
    [InlineData(404, false, nameof(Failure.Final))]
    [InlineData(422, false, nameof(Failure.Final))]
    [InlineData(416, false, nameof(Failure.ConnectionLost))]
    public void A_status_says_what_is_known(int status, bool hasRetryAfter, string failure)
    {
        using HttpResponseMessage response = new((HttpStatusCode)status);
        if (hasRetryAfter) response.Headers.RetryAfter = new(TimeSpan.FromSeconds(1));
        Assert.Equal(Enum.Parse<Failure>(failure), RetryPolicy.Classify(response));
    }

    [Fact]
    public void Retry_after_in_seconds_is_taken_as_it_is() =>
        Assert.Equal(TimeSpan.FromSeconds(120), Read(new(TimeSpan.FromSeconds(120))));

    [Fact]
    public void A_date_counts_from_what_the_service_takes_for_now() =>
        Assert.Equal(TimeSpan.FromSeconds(7), Read(new(s_then.AddHours(5).AddSeconds(7)), now: s_then.AddHours(5)));

    [Fact]
    public void A_date_counts_from_our_now_where_the_service_does_not_tell_its_own() =>
        Assert.Equal(TimeSpan.FromHours(1), Read(new(s_then.AddHours(1))));

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
        return RetryPolicy.RetryAfter(response, new FakeTimeProvider(s_then));
    }
}

using System.Net.Http.Headers;

namespace Phota;

/// <summary>Reads how long a service asks to be left alone, in either form of the header.</summary>
internal static class RetryAfter
{
    public static TimeSpan? Of(HttpResponseMessage response)
    {
        RetryConditionHeaderValue? header = response.Headers.RetryAfter;
        if (header?.Date is not { } date) return header?.Delta;

        // By the service's own clock, where it says what that shows: ours may be wrong by hours.
        TimeSpan wait = date - (response.Headers.Date ?? DateTimeOffset.UtcNow);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}

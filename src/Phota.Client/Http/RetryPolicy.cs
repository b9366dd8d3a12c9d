using System.Net.Http.Headers;

namespace Phota;

/// <summary>Why an attempt failed, as far as a repeat is concerned.</summary>
internal enum Failure
{
    /// <summary>No connection, or the request was not sent whole: the service cannot have taken it.</summary>
    NotSent,

    /// <summary>The connection broke after the request was sent.</summary>
    ConnectionLost,

    /// <summary>429, or 503 with Retry-After: refused with a request to come back.</summary>
    Throttled,

    /// <summary>500, 502, 503 without Retry-After, 504, 408 or an answer that cannot be read: failed, perhaps after doing the work.</summary>
    Ambiguous,

    /// <summary>Any other answer: the same request would get it again.</summary>
    Final,
}

/// <summary>The one place that decides what may be tried again, after what wait, and what an answer says of its request.</summary>
internal static class RetryPolicy
{
    private const int MaxAttempts = 5;
    private const int MaxConnectAttempts = 3;

    // One wrong header must not end all work of the account in this process.
    private static readonly TimeSpan s_longestPause = TimeSpan.FromHours(1);

    /// <summary>A throttled call is not limited in attempts: the caller's deadline ends it.</summary>
    public static bool MayRetry(Failure failure, Idempotency idempotency, int attempt) => (failure, idempotency) switch
    {
        (Failure.Final, _) => false,
        (Failure.Throttled, _) => true,
        (Failure.NotSent, _) => attempt < MaxConnectAttempts,
        (_, Idempotency.NonIdempotent) => false,
        _ => attempt < MaxAttempts,
    };

    public static Failure Classify(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        429 => Failure.Throttled,
        503 when response.Headers.RetryAfter is not null => Failure.Throttled,
        408 or 500 or 502 or 503 or 504 => Failure.Ambiguous,
        // A download whose rest does not exist begins anew.
        416 => Failure.ConnectionLost,
        _ => Failure.Final,
    };

    /// <summary>What an answer other than 2xx says of the request. Refused is only what is documented to cost nothing.</summary>
    public static RequestDelivery Delivery(int status, PhotaErrorKind kind, HttpMethod method, Idempotency idempotency) => status switch
    {
        _ when kind == PhotaErrorKind.Moderation => RequestDelivery.Failed,
        400 or 401 or 402 or 403 or 422 or 429 => RequestDelivery.Refused,
        // What is asked about was there once, and is gone.
        404 or 410 when method == HttpMethod.Get => RequestDelivery.Failed,
        404 or 410 => RequestDelivery.Refused,
        // Such a request is refunded (release-notes v0.7.0); a repeat with the same id may still find a job.
        504 when idempotency == Idempotency.NonIdempotent => RequestDelivery.Refused,
        >= 500 when idempotency == Idempotency.NonIdempotent => RequestDelivery.Failed,
        _ => RequestDelivery.Unknown,
    };

    /// <summary>Doubles from 250 ms to 30 s, with half of it random so that workers do not return in step.</summary>
    public static TimeSpan Backoff(int attempt)
    {
        double ceiling = Math.Min(30_000, 250 * Math.Pow(2, attempt - 1));
        return TimeSpan.FromMilliseconds(ceiling * (0.5 + (Jitter() / 2)));
    }

    /// <summary>How long the service asks to be left alone, in either form of the header, an hour at most; null where it does not.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        RetryConditionHeaderValue? header = response.Headers.RetryAfter;
        if (header?.Date is not { } date) return header?.Delta is { } delta && delta > s_longestPause ? s_longestPause : header?.Delta;

        // By the service's own clock, where it says what that shows: ours may be wrong by hours.
        TimeSpan wait = date - (response.Headers.Date ?? time.GetUtcNow());
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > s_longestPause ? s_longestPause : wait;
    }

#if NETFRAMEWORK
    private static readonly Random s_random = new();

    private static double Jitter()
    {
        lock (s_random) return s_random.NextDouble();
    }
#else
    private static double Jitter() => Random.Shared.NextDouble();
#endif
}

namespace Phota;

/// <summary>The one place that decides what may be tried again, and after what wait.</summary>
internal static class RetryRule
{
    private const int Attempts = 5;
    private const int ConnectAttempts = 3;

    /// <summary>A throttled call is not limited in attempts: the caller's deadline ends it.</summary>
    public static bool MayRetry(Failure failure, Safety safety, int attempt) => (failure, safety) switch
    {
        (Failure.Final, _) => false,
        (Failure.Throttled, _) => true,
        (Failure.NotSent, _) => attempt < ConnectAttempts,
        (_, Safety.Paid) => false,
        _ => attempt < Attempts,
    };

    public static Failure Classify(int status, bool hasRetryAfter) => status switch
    {
        429 => Failure.Throttled,
        503 when hasRetryAfter => Failure.Throttled,
        408 or 500 or 502 or 503 or 504 => Failure.Unsure,
        _ => Failure.Final,
    };

    /// <summary>Doubles from 250 ms to 30 s, with half of it random so that workers do not return in step.</summary>
    public static TimeSpan Backoff(int attempt)
    {
        double ceiling = Math.Min(30_000, 250 * Math.Pow(2, attempt - 1));
        return TimeSpan.FromMilliseconds(ceiling * (0.5 + (Jitter() / 2)));
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

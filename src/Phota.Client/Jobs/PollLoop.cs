namespace Phota;

/// <summary>Asks after one thing until it is done, at growing intervals and at the pace that all waiting shares.</summary>
internal static class PollLoop
{
    private static readonly TimeSpan s_longestInterval = TimeSpan.FromSeconds(30);

    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> ask,
        Func<T, bool> isDone,
        PollPacer pacer,
        TimeSpan interval,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        bool hasAnswered = false;
        while (true)
        {
            await pacer.WaitTurnAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                T answer = await ask(cancellationToken).ConfigureAwait(false);
                hasAnswered = true;
                if (isDone(answer)) return answer;
            }
            catch (PhotaException e) when (hasAnswered && MayPass(e.Kind))
            {
                // A wait of half an hour outlives a network that goes away for a while; its deadline ends it.
            }

            await time.DelayAsync(interval, cancellationToken).ConfigureAwait(false);
            interval = Next(interval);
        }
    }

    private static TimeSpan Next(TimeSpan interval)
    {
        if (interval >= s_longestInterval) return interval;
        TimeSpan longer = TimeSpan.FromTicks(interval.Ticks * 3 / 2);
        return longer < s_longestInterval ? longer : s_longestInterval;
    }

    private static bool MayPass(PhotaErrorKind kind) =>
        kind is PhotaErrorKind.Network or PhotaErrorKind.Service or PhotaErrorKind.RateLimited or PhotaErrorKind.Timeout;
}

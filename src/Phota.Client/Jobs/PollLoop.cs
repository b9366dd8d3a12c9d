namespace Phota;

/// <summary>Asks after one thing until it is done, by its schedule and at the pace that all waiting shares.</summary>
internal static class PollLoop
{
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> ask,
        Func<T, bool> isDone,
        PollPacer pacer,
        PollSchedule schedule,
        Func<TimeSpan> age,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        bool hasAnswered = false;
        TimeSpan wait = schedule.First(age());
        while (true)
        {
            if (wait > TimeSpan.Zero) await time.DelayAsync(wait, cancellationToken).ConfigureAwait(false);
            await pacer.WaitTurnAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                T answer = await ask(cancellationToken).ConfigureAwait(false);
                hasAnswered = true;
                if (isDone(answer)) return answer;
            }
            catch (PhotaException e) when (hasAnswered && !e.IsFatal && MayPass(e.Kind))
            {
                // A wait of half an hour outlives what goes wrong meanwhile; its deadline ends it. A network that is gone was waited for already.
            }

            wait = schedule.Next(age());
        }
    }

    private static bool MayPass(PhotaErrorKind kind) =>
        kind is PhotaErrorKind.Network or PhotaErrorKind.Service or PhotaErrorKind.RateLimited or PhotaErrorKind.Timeout;
}

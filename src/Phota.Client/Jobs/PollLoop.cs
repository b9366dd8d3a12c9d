namespace Phota;

/// <summary>Asks after one thing until it is done, in the rhythm and at the pace that all waiting shares.</summary>
internal static class PollLoop
{
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> ask, Func<T, bool> isDone, PollPacer pacer, TimeSpan interval, CancellationToken cancellationToken)
    {
        PollRhythm rhythm = new(interval);
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

            await Task.Delay(rhythm.Next(), cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool MayPass(PhotaErrorKind kind) =>
        kind is PhotaErrorKind.Network or PhotaErrorKind.Service or PhotaErrorKind.RateLimited or PhotaErrorKind.Timeout;
}

namespace Phota;

/// <summary>Sends a request when its rate limiter allows, and tells the limiter what the service says to that.</summary>
/// <param name="limiterFor">The limiter of a URL.</param>
/// <param name="time">The clock.</param>
internal sealed class RateLimitHandler(Func<Uri, AdaptiveRateLimiter> limiterFor, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ApiRequestMessage message = (ApiRequestMessage)request;
        AdaptiveRateLimiter limiter = limiterFor(message.RequestUri!);

        // Waiting in vain is no use, and a batch of thousands would do it one after the other.
        if (limiter.PausedFor is var pause && pause >= message.Deadline.Left)
        {
            throw new PhotaException(
                PhotaErrorKind.RateLimited,
                $"The service asked for no requests for another {Math.Ceiling(pause.TotalSeconds):0} seconds; nothing was sent.");
        }

        int permit = await limiter.AcquireAsync(cancellationToken).ConfigureAwait(false);
        HttpResponseMessage? response = null;
        try
        {
            // A request with a body tells it when the body is asked for.
            if (message.Content is null) message.Progress.Send();
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return response;
        }
        finally
        {
            if (response is not null && RetryPolicy.Classify(response) == Failure.Throttled)
            {
                limiter.ReleaseThrottled(permit, RetryPolicy.RetryAfter(response, time));
                message.PausedFor = limiter.PausedFor;
            }
            else
            {
                limiter.Release(permit, succeeded: response?.IsSuccessStatusCode == true);
            }
        }
    }
}

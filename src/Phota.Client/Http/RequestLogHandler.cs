namespace Phota;

/// <summary>Tells of each request when it is over: when its answer was read or given up, or when none came.</summary>
internal sealed class RequestLogHandler(Action<FinishedRequest>? onRequest, TimeProvider time) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (onRequest is null) return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        ApiRequestMessage message = (ApiRequestMessage)request;
        long start = time.GetTimestamp();
        HttpResponseMessage? response = null;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            int status = (int)response.StatusCode;
            string? requestId = ErrorReader.RequestId(response);
            response.Content = new WrappedContent(response.Content, stream => stream, () => Tell(status, requestId));
            return response;
        }
        finally
        {
            if (response is null) Tell(null, null);
        }

        void Tell(int? status, string? requestId) => onRequest(new(
            message.Method.Method,
            message.Operation,
            message.Subject is { } subject ? ServiceText.Clean(ShownSource.Of(subject)) : null,
            status,
            time.GetElapsedTime(start),
            requestId));
    }
}

using System.Threading.RateLimiting;
using Microsoft.Net.Http.Headers;

namespace Phota.Sandbox.Rules;

internal static class VerdictRule
{
    public const string UnknownField = "unknown_field";
    public const string MissingOutputFormat = "missing_output_format";
    public const string MissingResponseMode = "missing_response_mode";
    public const string AsyncWithoutUrls = "async_without_urls";
    public const string CallbackWithoutAsync = "callback_without_async";
    public const string MissingClientRequestId = "missing_client_request_id";
    public const string RetryTooEarly = "retry_too_early";
    public const string PaidTwice = "paid_twice";
    public const string KeyOnDownload = "key_on_download";
    public const string PollTooFast = "poll_too_fast";
    public const string UnknownPath = "unknown_path";
    public const string BadContentType = "bad_content_type";
}

internal sealed record Verdict(int Id, string Rule, string Detail, string RequestId, string Path);

internal sealed class Verdicts
{
    private readonly Lock _lock = new();
    private readonly List<Verdict> _verdicts = [];

    public void Add(string rule, string detail, string requestId, string path)
    {
        lock (_lock)
            _verdicts.Add(new Verdict(_verdicts.Count + 1, rule, detail, requestId, path));
    }

    public Verdict[] ToArray()
    {
        lock (_lock)
            return [.. _verdicts];
    }
}

/// <summary>Finds what a good client does not send.</summary>
internal static class ClientChecks
{
    /// <summary>What is checked of every request.</summary>
    public static void CheckRequest(RequestContext request)
    {
        if (request.Path.StartsWith(FileStore.Prefix, StringComparison.Ordinal))
        {
            if (request.Key is not null)
                request.AddVerdict(VerdictRule.KeyOnDownload, "The URL is signed; the key went to a host that must not have it.");
            return;
        }

        if (request.Http.GetEndpoint()?.Metadata.GetMetadata<Operation>() is { } operation)
            CheckOperation(request, operation);
        if (request.State.RateLimits.FindViolated(request.Key ?? "", request.ArrivedAt, request.Http.Connection.Id, () => request.Fingerprint) is { } told)
        {
            string early = (told.Until - request.ArrivedAt).TotalMilliseconds.ToString("F0", CultureInfo.InvariantCulture);
            request.AddVerdict(
                VerdictRule.RetryTooEarly, $"Came {early} ms before the Retry-After told to {told.RequestId} had passed.");
        }
    }

    public static void CheckBody(RequestContext request, RequestSchema schema)
    {
        if (!request.Http.Request.HasJsonContentType())
            request.AddVerdict(VerdictRule.BadContentType, $"The body came as '{request.Http.Request.ContentType}', not as JSON.");
        foreach (string name in schema.UnknownFields(request.Body.Json as JsonObject ?? []))
            request.AddVerdict(VerdictRule.UnknownField, $"The contract has no field '{name}' here.");
    }

    public static void CheckPollInterval(RequestContext request, TimeSpan? sinceLastPoll, string jobId)
    {
        TimeSpan min = request.State.Switches.Milliseconds("min_poll_ms");
        if (sinceLastPoll is { } interval && interval < min - SandboxClock.TimerTolerance)
        {
            request.AddVerdict(
                VerdictRule.PollTooFast,
                $"Job {jobId} was polled after {interval.TotalMilliseconds:F0} ms, less than {min.TotalMilliseconds:F0}.");
        }
    }

    /// <summary>Keeps a Retry-After that the response will carry.</summary>
    public static void RememberRetryAfter(RequestContext request)
    {
        if (!request.Http.Response.Headers.TryGetValue(HeaderNames.RetryAfter, out var header))
            return;

        DateTimeOffset now = DateTimeOffset.UtcNow;
        DateTimeOffset? until = double.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            ? now.AddSeconds(seconds)
            : HeaderUtilities.TryParseDate(header.ToString(), out DateTimeOffset date) ? date : null;
        if (until is { } then)
        {
            request.State.RateLimits.Remember(
                new(request.Key ?? "", now, then, request.Http.Connection.Id, request.Fingerprint, request.RequestId));
        }
    }

    private static void CheckOperation(RequestContext request, Operation operation)
    {
        CheckBody(request, operation.Schema);
        if (request.Body.Json is not JsonObject body)
            return;

        bool isAsync = body["async"]?.GetValueKind() == JsonValueKind.True;
        if (!body.ContainsKey("output_format"))
            request.AddVerdict(VerdictRule.MissingOutputFormat, "The default changes with the API's clock; say png or jpg.");
        if (!body.ContainsKey("response_mode"))
            request.AddVerdict(VerdictRule.MissingResponseMode, "Say bytes or urls.");
        if (isAsync && body["response_mode"]?.ToString() != "urls")
            request.AddVerdict(VerdictRule.AsyncWithoutUrls, "async goes with response_mode urls only.");
        if (isAsync && body["client_request_id"] is null)
            request.AddVerdict(VerdictRule.MissingClientRequestId, "Without it a retried submission is paid twice.");
        if (!isAsync && body["callback_url"] is not null)
            request.AddVerdict(VerdictRule.CallbackWithoutAsync, "callback_url goes with async only.");
    }
}

/// <summary>A Retry-After that was sent to a key.</summary>
internal sealed record RetryAfter(
    string Key, DateTimeOffset At, DateTimeOffset Until, string Connection, string Fingerprint, string RequestId);

/// <summary>Limits the rate where a switch sets one, and knows which key was told to wait until when.</summary>
internal sealed class RateLimits(Switches switches)
{
    private readonly ConcurrentQueue<RetryAfter> _told = new();
    private readonly Lock _lock = new();
    private (int Limit, FixedWindowRateLimiter Limiter)? _limiter;

    public bool TryAcquire()
    {
        int limit = switches.Integer("rate_limit_per_second");
        if (limit == 0)
            return true;

        lock (_lock)
        {
            if (_limiter?.Limit != limit)
            {
                _limiter = (limit, new FixedWindowRateLimiter(new FixedWindowRateLimiterOptions
                {
                    PermitLimit = limit,
                    Window = TimeSpan.FromSeconds(1),
                    AutoReplenishment = false,
                }));
            }

            FixedWindowRateLimiter limiter = _limiter.Value.Limiter;
            limiter.TryReplenish();
            using RateLimitLease lease = limiter.AttemptAcquire();
            return lease.IsAcquired;
        }
    }

    public void Remember(RetryAfter told) => _told.Enqueue(told);

    /// <summary>The Retry-After that this request violates, or <c>null</c>.</summary>
    /// <remarks>
    /// Requests that were under way when it was sent are not to blame, and their arrival cannot tell them apart;
    /// hence the grace. The same request again on the same connection can only be a retry.
    /// </remarks>
    public RetryAfter? FindViolated(string key, DateTimeOffset arrivedAt, string connection, Func<string> fingerprint)
    {
        while (_told.TryPeek(out RetryAfter? oldest) && oldest.Until < arrivedAt)
            _told.TryDequeue(out _);

        TimeSpan grace = switches.Milliseconds("retry_grace_ms");
        return _told.FirstOrDefault(told =>
            told.Key == key
            && arrivedAt >= told.At
            && arrivedAt < told.Until - SandboxClock.TimerTolerance
            && (arrivedAt >= told.At + grace || (told.Connection == connection && told.Fingerprint == fingerprint())));
    }
}

/// <summary>Requests that were charged and whose response a fault destroyed: sending one again pays twice.</summary>
internal sealed class LostResponses
{
    private readonly ConcurrentDictionary<string, string> _requestIds = new();

    public void Add(string fingerprint, string requestId) => _requestIds[fingerprint] = requestId;

    public string? Take(Func<string> fingerprint) =>
        !_requestIds.IsEmpty && _requestIds.TryRemove(fingerprint(), out string? requestId) ? requestId : null;
}

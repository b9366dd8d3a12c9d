using System.Diagnostics;

namespace Phota.Sandbox.State;

internal sealed class RequestLog(SandboxClock clock)
{
    private readonly Lock _lock = new();
    private readonly List<LoggedRequest> _requests = [];
    private readonly long _origin = Stopwatch.GetTimestamp();
    private int _operations;

    /// <summary>The most operations (paid POSTs) that were under way at once.</summary>
    public int MaxConcurrency { get; private set; }

    public int InFlight
    {
        get
        {
            lock (_lock)
                return _operations;
        }
    }

    public (LoggedRequest Entry, int Ordinal) Begin(HttpRequest request, string requestId, bool isOperation)
    {
        var headers = request.Headers.ToDictionary(
            h => h.Key.ToLowerInvariant(),
            h => h.Key.Equals("X-API-Key", StringComparison.OrdinalIgnoreCase) ? "present" : h.Value.ToString());

        lock (_lock)
        {
            var entry = new LoggedRequest
            {
                Id = _requests.Count + 1,
                At = clock.Now,
                StartedMs = ElapsedMs,
                Method = request.Method,
                Path = request.Path.Value ?? "/",
                Query = request.QueryString.Value ?? "",
                Headers = headers,
                ContentLength = request.ContentLength,
                Chunked = headers.ContainsKey("transfer-encoding"),
                RequestId = requestId,
            };
            _requests.Add(entry);
            if (!isOperation)
                return (entry, 0);
            MaxConcurrency = Math.Max(MaxConcurrency, ++_operations);
            return (entry, _operations);
        }
    }

    public void End(LoggedRequest entry, bool isOperation)
    {
        lock (_lock)
        {
            entry.DurationMs = ElapsedMs - entry.StartedMs;
            if (isOperation)
                _operations--;
        }
    }

    public LoggedRequest[] ToArray()
    {
        lock (_lock)
            return [.. _requests];
    }

    private long ElapsedMs => (long)Stopwatch.GetElapsedTime(_origin).TotalMilliseconds;
}

using System.Diagnostics;

namespace Phota.Sandbox.State;

/// <summary>One request as the log shows it; it fills while the request is under way.</summary>
internal sealed class LoggedRequest
{
    public required int Id { get; init; }
    public required DateTimeOffset At { get; init; }
    public required long StartedMs { get; init; }
    public long? DurationMs { get; set; }
    public required string Method { get; init; }
    public required string Path { get; init; }
    public required string Query { get; init; }
    public required IReadOnlyDictionary<string, string> Headers { get; init; }
    public long? ContentLength { get; init; }
    public required bool Chunked { get; init; }

    /// <summary>The JSON body with digests of its images.</summary>
    public JsonNode? Body { get; set; }

    /// <summary>0 when no response was begun.</summary>
    public int Status { get; set; }

    public required string RequestId { get; init; }
    public long BytesOut { get; set; }
    public string Outcome { get; set; } = Outcomes.UnderWay;

    /// <summary>The kind of the fault that was applied.</summary>
    public string? Fault { get; set; }
}

internal static class Outcomes
{
    public const string UnderWay = "under_way";
    public const string Completed = "completed";
    public const string Aborted = "aborted";
    public const string Reset = "reset";
    public const string Truncated = "truncated";
}

internal sealed class RequestLog(SandboxClock clock)
{
    private readonly Lock _lock = new();
    private readonly List<LoggedRequest> _requests = [];
    private readonly long _origin = Stopwatch.GetTimestamp();
    private int _operations;

    /// <summary>The most operations (paid POSTs) that were under way at once.</summary>
    public int MaxConcurrency { get; private set; }

    public int InFlight => Volatile.Read(ref _operations);

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

using System.Text.Json.Nodes;

namespace Phota.Sandbox.State;

/// <summary>One request as the log shows it; it fills while the request is under way.</summary>
internal sealed class LoggedRequest
{
    public required int Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required long StartedMs { get; init; }

    /// <summary><c>null</c> while it is under way.</summary>
    public long? DurationMs { get; set; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    public required string Query { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public long? ContentLength { get; init; }

    public required bool Chunked { get; init; }

    /// <summary>The JSON body with its pictures digested.</summary>
    public JsonNode? Body { get; set; }

    /// <summary>0 when no answer was begun.</summary>
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

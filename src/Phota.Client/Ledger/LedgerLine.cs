using System.Text.Json.Serialization;

namespace Phota;

/// <summary>One line of a ledger: something that happened to a request.</summary>
internal sealed record LedgerLine
{
    public const string Header = "ledger";
    public const string Planned = "planned";
    public const string Submitted = "submitted";
    public const string Saved = "saved";
    public const string Failed = "failed";

    [JsonPropertyName("event")]
    public required string Event { get; init; }

    /// <summary>The version of the format; only in the header.</summary>
    [JsonPropertyName("version")]
    public int? Version { get; init; }

    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("at")]
    public DateTimeOffset At { get; init; } = DateTimeOffset.UtcNow;

    [JsonPropertyName("operation")]
    public string? Operation { get; init; }

    [JsonPropertyName("source")]
    public string? Source { get; init; }

    [JsonPropertyName("prompt")]
    public string? Prompt { get; init; }

    [JsonPropertyName("base_model")]
    public string? BaseModel { get; init; }

    [JsonPropertyName("resolution")]
    public string? Resolution { get; init; }

    [JsonPropertyName("profile_id")]
    public string? ProfileId { get; init; }

    [JsonPropertyName("job_id")]
    public string? JobId { get; init; }

    [JsonPropertyName("client_request_id")]
    public string? ClientRequestId { get; init; }

    [JsonPropertyName("request_id")]
    public string? RequestId { get; init; }

    [JsonPropertyName("index")]
    public int? Index { get; init; }

    /// <summary>How many pictures the request made.</summary>
    [JsonPropertyName("of")]
    public int? Of { get; init; }

    /// <summary>Relative to the destination, with forward slashes: a destination may be mounted elsewhere tomorrow.</summary>
    [JsonPropertyName("path")]
    public string? Path { get; init; }

    [JsonPropertyName("format")]
    public ImageFormat? Format { get; init; }

    [JsonPropertyName("width")]
    public int? Width { get; init; }

    [JsonPropertyName("height")]
    public int? Height { get; init; }

    [JsonPropertyName("length")]
    public long? Length { get; init; }

    [JsonPropertyName("sha256")]
    public string? Sha256 { get; init; }

    [JsonPropertyName("known_subject")]
    public string? KnownSubject { get; init; }

    [JsonPropertyName("cost")]
    public decimal? Cost { get; init; }

    [JsonPropertyName("error")]
    public string? Error { get; init; }
}

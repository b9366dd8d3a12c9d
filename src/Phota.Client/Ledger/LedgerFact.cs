using System.Text.Json.Serialization;

namespace Phota;

/// <summary>
/// One line of a ledger: something that became true of a request. Facts are merged by what they say, never by their time,
/// so any order, repetition or union of files reads the same.
/// </summary>
internal sealed record LedgerFact
{
    public const string Sent = "sent";
    public const string Accepted = "accepted";
    public const string Saved = "saved";
    public const string Told = "told";
    public const string Refused = "refused";
    public const string Failed = "failed";
    public const string Undelivered = "undelivered";
    public const string Rejected = "rejected";

    public required string State { get; init; }

    /// <summary>The request's fingerprint.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The first variation that the fact is about; of a saved image, the only one.</summary>
    public int First { get; init; } = 1;

    /// <summary>How many variations the fact is about.</summary>
    public int Count { get; init; } = 1;

    public int Attempt { get; init; } = 1;

    public DateTimeOffset At { get; init; }

    /// <summary>Which submission a sent fact announces and a refused fact takes back.</summary>
    public string? Send { get; init; }

    /// <summary>The fingerprint of the options alone: an edited photo has the same.</summary>
    public string? Options { get; init; }

    /// <summary>A salted tag of the key that submitted the request.</summary>
    public string? Key { get; init; }

    /// <summary>Whether the request went the direct path, on which a repeat would be a second charge.</summary>
    public bool? Direct { get; init; }

    public string? Operation { get; init; }

    public string? Source { get; init; }

    public string? Prompt { get; init; }

    public string? BaseModel { get; init; }

    public string? Resolution { get; init; }

    public string? ProfileId { get; init; }

    public string? ClientRequestId { get; init; }

    public string? JobId { get; init; }

    public string? RequestId { get; init; }

    public string? Error { get; init; }

    public string? ErrorCode { get; init; }

    /// <summary>In US dollars: of a sent fact the most that the request may cost, of a saved image what it cost.</summary>
    public decimal? Cost { get; init; }

    public string? KnownSubject { get; init; }

    /// <summary>Relative to the destination, with forward slashes: a destination may be mounted elsewhere tomorrow.</summary>
    public string? Path { get; init; }

    /// <summary>The name of the part file that holds the image until it gets its own name.</summary>
    public string? Part { get; init; }

    public ImageFormat? Format { get; init; }

    public int? Width { get; init; }

    public int? Height { get; init; }

    public long? Length { get; init; }

    public string? Sha256 { get; init; }

    /// <summary>The ledger file that the fact was read from; null for a fact of this process.</summary>
    [JsonIgnore]
    public string? File { get; init; }

    /// <summary>Which of two facts that exclude each other came first; the same on every host and in every reading order.</summary>
    public static int Compare(LedgerFact one, LedgerFact other)
    {
        int order = one.At.CompareTo(other.At);
        if (order == 0) order = string.CompareOrdinal(one.Sha256, other.Sha256);
        if (order == 0) order = string.CompareOrdinal(one.Fingerprint, other.Fingerprint);
        if (order == 0) order = one.First.CompareTo(other.First);
        if (order == 0) order = one.Attempt.CompareTo(other.Attempt);
        if (order == 0) order = string.CompareOrdinal(one.Path, other.Path);
        return order == 0 ? string.CompareOrdinal(one.JobId, other.JobId) : order;
    }
}

/// <summary>The first line of a ledger file: who writes it.</summary>
internal sealed record LedgerHeader
{
    public const int CurrentVersion = 1;

    public int PhotaLedger { get; init; }

    public string? Host { get; init; }

    public int Pid { get; init; }

    /// <summary>When the process began, which tells it from a later one with the same id.</summary>
    public DateTimeOffset Started { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(LedgerFact))]
[JsonSerializable(typeof(LedgerHeader))]
internal sealed partial class LedgerJson : JsonSerializerContext;

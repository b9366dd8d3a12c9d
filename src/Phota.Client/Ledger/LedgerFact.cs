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
    public const string Photo = "photo";

    private const int MaxNumber = 10_000;
    private static readonly char[] s_windowsSeparators = ['\\', ':'];
    private static readonly char[] s_separators = ['/', .. s_windowsSeparators];

    public required string State { get; init; }

    /// <summary>The request's fingerprint; of a photo that was read, what its path and stamp come to.</summary>
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

    /// <summary>SHA-256 of the sidecar that was written beside a saved image; null where none was.</summary>
    public string? Sidecar { get; init; }

    /// <summary>Of a photo that was read: proves that the line is whole.</summary>
    public string? Check { get; init; }

    /// <summary>The ledger file that the fact was read from; null for a fact of this process.</summary>
    [JsonIgnore]
    public string? File { get; init; }

    /// <summary>
    /// Whether all values are of a kind that this library writes: others can put files into a shared destination. Names and
    /// paths stay below it, and numbers have bounds.
    /// </summary>
    public bool IsPlausible() =>
        State is not null && First is >= 1 and <= MaxNumber && Count is >= 1 and <= 4 && Attempt is >= 1 and <= MaxNumber
        && Fingerprint is { Length: > 0 } && IsName(Fingerprint)
        && (Part is null || IsName(Part)) && (Path is null || IsBelow(Path))
        && (Sha256 is null || IsHash(Sha256)) && (Sidecar is null || IsHash(Sidecar))
        && Length is null or >= 0 && Width is null or > 0 && Height is null or > 0 && Cost is null or (>= 0 and <= MaxNumber)
        && (State != Saved || (Path is not null && Length is not null && Sha256 is not null));

    private static bool IsHash(string hash) => hash.Length == 64 && hash.All(Uri.IsHexDigit);

    private static bool IsName(string name) => name.IndexOfAny(s_separators) < 0 && name is not ("." or "..") && !name.Contains('\0');

    private static bool IsBelow(string path) =>
        !path.Contains('\0') && path.Split('/').All(part => part is not ("" or "." or ".."))
        && (System.IO.Path.DirectorySeparatorChar == '/' || path.IndexOfAny(s_windowsSeparators) < 0);

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

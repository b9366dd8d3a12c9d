namespace Phota;

/// <summary>Reads a profile's state; case and separators do not matter.</summary>
internal static class ProfileStatusWords
{
    public static PhotaProfileStatus Read(string? word) => Plain(word) switch
    {
        "VALIDATING" => PhotaProfileStatus.Validating,
        "QUEUING" or "QUEUED" or "QUEUEING" => PhotaProfileStatus.Queuing,
        "INPROGRESS" or "TRAINING" => PhotaProfileStatus.InProgress,
        "READY" => PhotaProfileStatus.Ready,
        "ERROR" or "FAILED" => PhotaProfileStatus.Error,
        "INACTIVE" => PhotaProfileStatus.Inactive,
        _ => PhotaProfileStatus.Unknown,
    };

    public static bool AreSame(string? a, string? b) => Plain(a) == Plain(b);

    private static string Plain(string? word) =>
        word is null ? "" : new string(word.Where(char.IsLetterOrDigit).ToArray()).ToUpperInvariant();
}

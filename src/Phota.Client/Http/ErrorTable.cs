namespace Phota;

/// <summary>Each status and service code of the contract (sec. 2.11 and 2.12), mapped to one kind of error.</summary>
internal static class ErrorTable
{
    private const string Moderation = "CONTENT_MODERATION";

    public static PhotaErrorKind Kind(int status, string? code) => status switch
    {
        _ when string.Equals(code, Moderation, StringComparison.OrdinalIgnoreCase) => PhotaErrorKind.Moderation,
        401 or 403 => PhotaErrorKind.Authentication,
        402 => PhotaErrorKind.InsufficientCredit,
        404 or 410 => PhotaErrorKind.NotFound,
        408 or 504 => PhotaErrorKind.Timeout,
        429 => PhotaErrorKind.RateLimited,
        >= 500 => PhotaErrorKind.Service,
        >= 400 => PhotaErrorKind.Validation,
        _ => PhotaErrorKind.Response,
    };

    public static bool IsFatal(PhotaErrorKind kind) =>
        kind is PhotaErrorKind.Authentication or PhotaErrorKind.InsufficientCredit;
}

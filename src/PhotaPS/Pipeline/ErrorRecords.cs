using System.Management.Automation;

namespace PhotaPS;

/// <summary>Makes PowerShell's error records of the client's errors.</summary>
internal static class ErrorRecords
{
    // Since 7.5 PowerShell shows an error's recommended action itself; before that it has to be in the message to be seen.
    private static readonly bool s_hostShowsAdvice = typeof(ErrorRecord).Assembly.GetName().Version >= new Version(7, 5);

    public static ErrorRecord ToErrorRecord(this PhotaException error, object? target) =>
        new(error, error.ErrorId, Category(error.Kind), Target(error, target))
        {
            ErrorDetails = new ErrorDetails(s_hostShowsAdvice ? Named(error, target) : error.Told(target)) { RecommendedAction = Advice.For(error) },
        };

    /// <summary>All that there is to say of an error, in one text: what failed, why, and what to do.</summary>
    public static string Told(this PhotaException error, object? target) => $"{Named(error, target)} {Advice.For(error)}";

    // A result that is paid for but not saved is what the user wants to go on with; its photo would be paid for again.
    private static object? Target(PhotaException error, object? target) =>
        error.PaidImages.FirstOrDefault(image => image.FullName is null && image.DownloadUri is not null) ?? target;

    private static string Named(PhotaException error, object? target)
    {
        string? name = InputName.Of(target);
        return string.IsNullOrEmpty(name) || error.Message.Contains(name) ? error.Message : $"{name}: {error.Message}";
    }

    private static ErrorCategory Category(PhotaErrorKind kind) => kind switch
    {
        PhotaErrorKind.Validation => ErrorCategory.InvalidArgument,
        PhotaErrorKind.Authentication => ErrorCategory.AuthenticationError,
        PhotaErrorKind.InsufficientCredit => ErrorCategory.QuotaExceeded,
        PhotaErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        PhotaErrorKind.Moderation => ErrorCategory.PermissionDenied,
        PhotaErrorKind.RateLimited => ErrorCategory.LimitsExceeded,
        PhotaErrorKind.Budget => ErrorCategory.LimitsExceeded,
        PhotaErrorKind.Timeout => ErrorCategory.OperationTimeout,
        PhotaErrorKind.Network => ErrorCategory.ConnectionError,
        PhotaErrorKind.InputFile => ErrorCategory.InvalidData,
        PhotaErrorKind.OutputFile => ErrorCategory.WriteError,
        PhotaErrorKind.Response => ErrorCategory.ProtocolError,
        _ => ErrorCategory.ResourceUnavailable,
    };
}

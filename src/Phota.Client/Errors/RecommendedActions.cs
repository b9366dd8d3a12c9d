namespace Phota;

internal static class RecommendedActions
{
    public static string For(PhotaErrorKind kind) => kind switch
    {
        PhotaErrorKind.Validation => "Change the parameter that the message names and run the command again.",
        PhotaErrorKind.Authentication => "Give a valid key: Connect-Phota -ApiKey, or the environment variable PHOTA_API_KEY.",
        PhotaErrorKind.InsufficientCredit => "Add credit in the developer portal, then run the same command for the rest.",
        PhotaErrorKind.NotFound => "Check the id; the profile or job may have been deleted.",
        PhotaErrorKind.Moderation => "Use another photo or prompt; the same request will be refused again.",
        PhotaErrorKind.RateLimited => "Run the command again later, or with a lower -ThrottleLimit.",
        PhotaErrorKind.Timeout => "Raise -TimeoutSec, or run the command with -Async.",
        PhotaErrorKind.Service => "Run the command again later; if it persists, report the request id to Phota.",
        PhotaErrorKind.Network => "Check the network connection and the endpoint (-BaseUri or PHOTA_BASE_URI).",
        PhotaErrorKind.InputFile => "Give a readable JPEG, PNG, WebP or HEIC file.",
        PhotaErrorKind.OutputFile => "Choose another -Destination, free some space, or use -Force to overwrite.",
        PhotaErrorKind.Budget => "Raise -MaxCost and pipe what is left in again: $Error[0].TargetObject.",
        PhotaErrorKind.Response => "Run the command again; if it persists, report the request id to Phota.",
        _ => "Read the message.",
    };
}

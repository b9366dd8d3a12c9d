using System.ComponentModel;

namespace PhotaPS;

/// <summary>What to do about an error, in terms of cmdlets and parameters: one sentence for each.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Advice
{
    private const string Key = "PhotaPS.Advice";

    /// <summary>The advice for an error.</summary>
    /// <param name="error">The error.</param>
    public static string For(PhotaException error) => Own(error) ?? For(error.Remedy) ?? For(error.Kind);

    internal static string? For(PhotaRemedy remedy) => remedy switch
    {
        PhotaRemedy.WaitForJob => "Wait for it with Wait-PhotaJob, with a larger -TimeoutSec if needed.",
        PhotaRemedy.WaitForProfile => "The training goes on: wait for it again with Wait-PhotaProfile, with a larger -TimeoutSec.",
        PhotaRemedy.FindProfile => "The profile may exist and be charged all the same: look for it with Get-PhotaProfile before you run the command again.",
        PhotaRemedy.PublishPhotos => "Pipe the files through Publish-PhotaPhoto, which makes URLs of them.",
        PhotaRemedy.TrainWithOtherPhotos => "Train another profile with other photos: clear, lit faces of at least 1K pixels, the person wanted the most "
            + "frequent one. Remove-PhotaProfile removes this one.",
        PhotaRemedy.CheckName => "Correct it, or give the profile that name with Set-PhotaProfileName; nothing was sent.",
        PhotaRemedy.CheckNameFile => "Repair that file or make it writable, or let PHOTA_PROFILES point to another one.",
        PhotaRemedy.CheckContainer => "Give a signature that has not expired and allows to read, create and write (at Azure sp=rcw), and to delete (d) "
            + "for Unpublish-PhotaPhoto; nothing was paid.",
        PhotaRemedy.ChooseModel => "Choose as Get-PhotaModel shows.",
        PhotaRemedy.GivePrice => "Say what it costs you with Connect-Phota -Price, or leave -MaxCost out.",
        PhotaRemedy.SaveImages => "The images are paid for and can still be fetched: pipe the results without a FullName to Save-PhotaImage.",
        PhotaRemedy.RunAgain => "Run the same command again; nothing is paid twice.",
        PhotaRemedy.FindCause => "Find out why before you go on. The same command then fetches what can be fetched.",
        PhotaRemedy.WaitForProcess => "Wait for that process and run the same command again.",
        PhotaRemedy.WaitForProcessOrPay => "Wait for that process and run the same command again, or pay for it again with -Retry PerhapsPaid.",
        PhotaRemedy.PayForMissing => "Put the file back, or pay for it again with -Retry Missing.",
        PhotaRemedy.PayForFailed => "Pay for it again with -Retry Failed; whether a failed request is refunded is not documented.",
        PhotaRemedy.PayForLost => "Pay for it again with -Retry PerhapsPaid.",
        PhotaRemedy.UseSubmittersKey => "Run the command with the key that submitted it.",
        PhotaRemedy.PlanBoth => "Add -WhatIf to plan this command as well, or remove it from the command before.",
        PhotaRemedy.ChooseDestination => "Choose another -Destination; nothing was sent.",
        PhotaRemedy.FreePath => "Choose another -Destination, or move that file away.",
        PhotaRemedy.MoveFileAway => "Move that file away and run the same command again; nothing is paid twice.",
        PhotaRemedy.Replace => "Choose another -Destination or -NameTemplate, or use -Force to replace it.",
        PhotaRemedy.MirrorFolders => "Choose another -Destination, mirror the folders with -RelativeTo, or tell the names apart with -NameTemplate.",
        PhotaRemedy.ChooseCommonFolder => "Give a -RelativeTo that all photos lie below.",
        PhotaRemedy.MakeWritable => "Free some space or make the folder writable, then run the same command again: nothing is paid twice.",
        PhotaRemedy.LeaveOldLedger => "Finish there with the old version, remove that ledger, or choose another -Destination; nothing was sent.",
        PhotaRemedy.Update => "Update PhotaPS or choose another -Destination; nothing was sent.",
        PhotaRemedy.RemoveFile => "Reject images where their -Destination keeps them; Remove-Item removes any other file.",
        PhotaRemedy.InstallDotNet => "Install the .NET 10 SDK or the ASP.NET Core 10 runtime and see that 'dotnet' is on PATH.",
        _ => null,
    };

    /// <summary>Gives an error of a cmdlet's own an advice of its own.</summary>
    internal static PhotaException WithAdvice(this PhotaException error, string advice)
    {
        error.Data[Key] = advice;
        return error;
    }

    private static string? Own(Exception? error) => error is null ? null : error.Data[Key] as string ?? Own(error.InnerException);

    private static string For(PhotaErrorKind kind) => kind switch
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

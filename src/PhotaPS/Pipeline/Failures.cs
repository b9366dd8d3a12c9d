using System.Management.Automation;

namespace PhotaPS;

/// <summary>Makes failures for a report of what PowerShell has of them.</summary>
internal static class Failures
{
    /// <summary>An error, a plan that was refused or a job that failed; null for anything else.</summary>
    public static PhotaFailure? Of(object? item) => item switch
    {
        ErrorRecord error => Of(error),
        IContainsErrorRecord { ErrorRecord: { } error } => Of(error),
        PhotaPlan { Action: PlanAction.Refuse } plan => new()
        {
            Operation = plan.Operation,
            Source = plan.Source,
            Reason = plan.Reason ?? "It was refused.",
        },
        PhotaJob { Status: PhotaJobStatus.Failed } job => new()
        {
            Operation = job.Operation,
            Source = job.Source,
            Reason = job.Error ?? "The service failed the job.",
            RequestId = job.RequestId,
        },
        _ => null,
    };

    private static PhotaFailure Of(ErrorRecord error)
    {
        PhotaException? known = error.Exception as PhotaException;
        return new()
        {
            Operation = error.CategoryInfo.Activity,
            Source = Source(error.TargetObject),
            Reason = error.Exception.Message,
            ErrorId = error.FullyQualifiedErrorId.Split(',')[0],
            RecommendedAction = error.ErrorDetails?.RecommendedAction,
            RequestId = known?.RequestId,
        };
    }

    private static string? Source(object? target) => (target is PSObject wrapped ? wrapped.BaseObject : target) switch
    {
        PhotaImage image => image.Source ?? image.FullName,
        PhotaJob job => job.Source,
        FileSystemInfo file => file.FullName,
        Array inputs => $"{inputs.Length} inputs",
        var other => other?.ToString(),
    };
}

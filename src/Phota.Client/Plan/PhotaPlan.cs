namespace Phota;

/// <summary>What one request would do and cost, before it is sent.</summary>
public sealed record PhotaPlan : IPriced
{
    /// <summary>The operation: enhance, edit, generate or remix.</summary>
    public required string Operation { get; init; }

    /// <summary>The photo, or null for a generated image.</summary>
    public string? Source
    {
        get;
        init => field = value is null ? null : ShownSource.Of(value);
    }

    /// <summary>What would be done.</summary>
    public PlanAction Action { get; init; }

    /// <summary>How many images would be made.</summary>
    public int Count { get; init; }

    /// <summary>The most that an image may cost in US dollars; null when the price is not known.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>The most that the request may cost in US dollars, 0 when nothing is sent; null when the price is not known.</summary>
    public decimal? EstimatedCost { get; init; }

    /// <summary>The paths of the results, separated by semicolons; null when they would stay at their URLs.</summary>
    public string? Path { get; init; }

    /// <summary>Why it would be skipped, attached to or refused.</summary>
    public string? Reason { get; init; }

    /// <summary>The prompt.</summary>
    public string? Prompt { get; init; }

    /// <summary>The base model that is asked for, or to which the operation is pinned.</summary>
    public string? BaseModel { get; init; }

    /// <summary>The resolution that is asked for, or to which the operation is pinned.</summary>
    public string? Resolution { get; init; }

    /// <summary>The profiles that are offered, separated by commas.</summary>
    public string? ProfileId { get; init; }

    private RequestPlan? RequestPlan { get; init; }

    /// <summary>The images that the request would bring, for a plan of what is done with them; nothing else can be done with them.</summary>
    public IReadOnlyList<PhotaImage> GetImages() => RequestPlan is null ? [] : [.. RequestPlan.PlannedImages()];

    /// <summary>The name of its photo, or else its prompt.</summary>
    public override string ToString() => (Source is null ? Prompt : ShownSource.Name(Source)) ?? Operation;

    /// <summary>The plan for an input that cannot be sent.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="source">The input.</param>
    /// <param name="error">Why not.</param>
    public static PhotaPlan Refused(string operation, string? source, PhotaException error) => new()
    {
        Operation = operation,
        Source = source,
        Action = PlanAction.Refuse,
        EstimatedCost = 0,
        Reason = $"{error.ErrorId}: {error.Message}",
    };

    internal static PhotaPlan From(RequestPlan plan)
    {
        if (plan.Problem is { } problem && plan.Steps.Count == 0) throw problem;
        (PlanAction action, string? reason) = Describe(plan);
        return new()
        {
            Operation = plan.Request.Operation,
            Source = plan.Request.Source,
            Action = action,
            Count = plan.Paid > 0 ? plan.Paid : plan.Request.Count,
            UnitPrice = plan.UnitPrice,
            EstimatedCost = plan.Paid == 0 ? 0 : plan.UnitPrice * plan.Paid,
            Path = plan.Target is null ? null : string.Join(";", plan.Target.PathsFor(plan.Request.Count, plan.Request.OutputFormat)),
            Reason = reason,
            Prompt = plan.Request.Prompt,
            BaseModel = plan.Request.Model,
            Resolution = plan.Request.OutputResolution,
            ProfileId = plan.Request.ProfileText,
            RequestPlan = plan,
        };
    }

    private static (PlanAction Action, string? Reason) Describe(RequestPlan plan)
    {
        if (plan.IsTwin) return (PlanAction.Skip, "the same photo as another of this command");
        if (plan.Renews && plan.Paid > 0) return (PlanAction.Renew, "the earlier result is kept in .phota/replaced");
        if (plan.Steps.FirstOrDefault(step => step.Kind == StepKind.Repeat) is not null)
            return (PlanAction.Submit, "sent by an earlier run that knows no answer; it is charged once");
        if (plan.Paid > 0 && plan.Steps.All(step => step.Kind != StepKind.Send))
            return (PlanAction.Submit, "gone from disk; it is paid for again where the service no longer has it");
        if (plan.Paid > 0) return (PlanAction.Submit, plan.Problem is { Kind: PhotaErrorKind.Budget } budget ? budget.Message : null);
        if (plan.Steps.Count == 0) return (PlanAction.Skip, "rejected or not delivered");
        return plan.Steps.FirstOrDefault(step => step.Kind == StepKind.Fetch) is { } fetch
            ? (PlanAction.Attach, $"submitted by an earlier run as job {fetch.Record!.Accepted!.JobId}")
            : (PlanAction.Skip, "saved by an earlier run");
    }
}

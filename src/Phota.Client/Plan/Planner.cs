namespace Phota;

/// <summary>Plans requests: checks everything that can be known before one is sent, and prices it.</summary>
public sealed class Planner
{
    private readonly PriceTable _prices;

    /// <summary>Prepares to plan.</summary>
    /// <param name="prices">The prices.</param>
    public Planner(PriceTable prices) => _prices = prices;

    /// <summary>Where results go; null leaves them at their addresses.</summary>
    public OutputFolder? Folder { get; init; }

    /// <summary>What earlier runs did; null when runs are not resumed.</summary>
    public Ledger? Ledger { get; init; }

    /// <summary>The share of all requests that this machine takes; null for all.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Whether to look now, and not only when it is its turn, if the results are there already.</summary>
    public bool LooksAhead { get; init; }

    /// <summary>Plans one request; null when it falls to another share.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="PhotaException">It cannot be done.</exception>
    public PhotaPlan? Plan(ImageRequest request)
    {
        request.Validate();
        RequestIdentity? identity = Ledger is null && Shard is null ? null : RequestIdentity.Of(request);
        if (Shard is not null && !identity!.IsIn(Shard)) return null;

        OutputTarget? target = Folder?.TargetFor(request);
        PhotaPlan plan = new()
        {
            Operation = request.Operation,
            Source = request.Source,
            Count = request.Count,
            UnitPrice = _prices.UnitPrice(request),
            EstimatedCost = _prices.Estimate(request),
            Path = target is null ? null : string.Join(";", target.PathsFor(request.Count, request.OutputFormat)),
            Prompt = request.Prompt,
            BaseModel = request.Model,
            Resolution = request.PictureResolution,
            ProfileId = request.ProfileText,
            Request = request,
            Target = target,
            Identity = identity,
        };
        if (Ledger is null)
        {
            target?.RequireFree(request.Count, request.OutputFormat);
            return plan;
        }

        return LooksAhead ? WithHistory(plan, Ledger) : plan;
    }

    private static PhotaPlan WithHistory(PhotaPlan plan, Ledger ledger)
    {
        LedgerEntry entry = ledger.Find(plan.Identity!.Id);
        if (new SavedOutputs(ledger, entry, plan.Target!).AreComplete)
            return plan with { Action = PlanAction.Skip, EstimatedCost = 0, Reason = "saved by an earlier run, and intact" };
        foreach (string path in plan.Target!.PathsFor(plan.Count, plan.Request!.OutputFormat))
            ledger.RequireRoom(path, plan.Identity.Id, plan.Target.Overwrite);
        return entry.JobId is null
            ? plan
            : plan with { Action = PlanAction.Attach, EstimatedCost = 0, Reason = $"submitted by an earlier run as job {entry.JobId}" };
    }
}

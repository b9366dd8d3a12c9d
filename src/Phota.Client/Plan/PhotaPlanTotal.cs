namespace Phota;

/// <summary>What all plans of a command come to.</summary>
public sealed record PhotaPlanTotal
{
    /// <summary>Requests that would be sent.</summary>
    public int Requests { get; init; }

    /// <summary>Images that would be paid for.</summary>
    public int Images { get; init; }

    /// <summary>The most that they may cost in US dollars, those of unknown price left out.</summary>
    public decimal TotalCost { get; init; }

    /// <summary>Requests whose price is not known.</summary>
    public int Unpriced { get; init; }

    /// <summary>Inputs that cost nothing: done or submitted before, or the same photo as another of the command.</summary>
    public int Skipped { get; init; }

    /// <summary>Inputs that cannot be done.</summary>
    public int Refused { get; init; }

    /// <summary>The total with one more plan in it.</summary>
    /// <param name="plan">The plan.</param>
    public PhotaPlanTotal Plus(PhotaPlan plan) => plan.Action switch
    {
        PlanAction.Refuse => this with { Refused = Refused + 1 },
        PlanAction.Skip or PlanAction.Attach => this with { Skipped = Skipped + 1 },
        _ => this with
        {
            Requests = Requests + 1,
            Images = Images + plan.Count,
            TotalCost = TotalCost + (plan.EstimatedCost ?? 0),
            Unpriced = Unpriced + (plan.EstimatedCost is null ? 1 : 0),
        },
    };
}

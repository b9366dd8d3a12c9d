using System.ComponentModel;
using System.Management.Automation;

namespace PhotaPS.Formatting;

/// <summary>A line in the table of plans: one plan, or the total of all.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record PlanLine
{
    private const int SourceCells = 20;
    private const int ResultCells = 27;

    /// <summary>What would be done.</summary>
    public required string Action { get; init; }

    /// <summary>The photo's name or the prompt; of the total, how many requests.</summary>
    public required string Source { get; init; }

    /// <summary>How many images.</summary>
    public required int Count { get; init; }

    /// <summary>The most that they cost.</summary>
    public required string Cost { get; init; }

    /// <summary>The first result's path, or the reason without one; for the total, what is left out.</summary>
    public required string Result { get; init; }

    /// <summary>The line of a plan or of the total.</summary>
    /// <param name="item">A plan or the total.</param>
    /// <param name="engine">The session.</param>
    public static PlanLine Of(PSObject item, EngineIntrinsics engine) => item.Properties[nameof(PhotaPlanTotal.TotalCost)] is null
        ? Of(View.Record<PhotaPlan>(item), engine)
        : Of(View.Record<PhotaPlanTotal>(item));

    private static PlanLine Of(PhotaPlan plan, EngineIntrinsics engine) => new()
    {
        Action = View.Marked(plan.Action.ToString(), plan.Action == PlanAction.Refuse, engine),
        Source = View.Source(plan.Source, plan.Prompt, SourceCells),
        Count = plan.Count,
        Cost = View.Money(plan.EstimatedCost),
        Result = plan.Reason is null ? Paths(plan, engine) : TextTruncation.Words(Reason(plan), ResultCells),
    };

    private static PlanLine Of(PhotaPlanTotal total)
    {
        (int Count, string What)[] rest = [(total.Unpriced, "of unknown price"), (total.Skipped, "at no cost"), (total.Refused, "refused")];
        return new()
        {
            Action = "Total",
            Source = total.Requests == 1 ? "1 request" : $"{total.Requests} requests",
            Count = total.Images,
            Cost = View.Money(total.Requests > 0 && total.Unpriced == total.Requests ? null : total.TotalCost),
            Result = TextTruncation.Words(string.Join(", ", rest.Where(one => one.Count > 0).Select(one => $"{one.Count} {one.What}")), ResultCells),
        };
    }

    private static string Paths(PhotaPlan plan, EngineIntrinsics engine)
    {
        if (plan.Path?.Split(';')[0] is not { } first) return "";
        string more = plan.Count > 1 ? $" +{plan.Count - 1}" : "";
        return View.Near(first, ResultCells - more.Length, engine) + more;
    }

    // The photo's name is in the line already, and its whole path would fill the column.
    private static string Reason(PhotaPlan plan) =>
        plan.Source is null ? ShownText.Line(plan.Reason!) : ShownText.Line(plan.Reason!.Replace(ShownText.Line(plan.Source), ShownSource.Name(plan.Source)));
}

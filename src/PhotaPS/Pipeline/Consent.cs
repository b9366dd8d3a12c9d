namespace PhotaPS;

/// <summary>
/// Asks once, with the total, before a person at the prompt spends on more than fifty requests. The first fifty are sent
/// as they come; the rest is held back until all of it is known.
/// </summary>
internal sealed class Consent(ImageOperationCommand command)
{
    private const int SentUnasked = 50;

    private readonly List<(object Input, PhotaPlan Plan)> _held = [];
    private int _paid;

    public bool MustHold(object input, PhotaPlan plan)
    {
        if (plan.Action != PlanAction.Submit || _paid++ < SentUnasked) return false;
        _held.Add((input, plan));
        return true;
    }

    /// <summary>What was held back and may be sent now; nothing when the answer was no.</summary>
    public IReadOnlyList<(object Input, PhotaPlan Plan)> Release()
    {
        if (_held.Count == 0) return [];
        decimal cost = _held.Sum(held => held.Plan.EstimatedCost ?? 0);
        int unpriced = _held.Count(held => held.Plan.EstimatedCost is null);
        string unknown = unpriced == 0 ? "" : $", and {unpriced} of unknown price";
        string question = FormattableString.Invariant(
            $"{SentUnasked} requests are sent. {_held.Count} more cost at most ${cost:0.00}{unknown}. Go on?");
        return command.ShouldContinue(question, "Phota") ? _held : [];
    }
}

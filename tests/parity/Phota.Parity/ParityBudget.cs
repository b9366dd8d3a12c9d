namespace Phota.Parity;

/// <summary>One question's share of the bill, by published prices or by a figure above what is plausible.</summary>
public sealed record ParityCharge(string Question, string Request, decimal Cost);

/// <summary>Counts before it is asked: what a request could cost is set aside first, and given back only when it was refused.</summary>
internal sealed class ParityBudget(decimal maxCost)
{
    private readonly List<ParityCharge> _charges = [];

    public IReadOnlyList<ParityCharge> Charges => _charges;

    public decimal Spent => _charges.Sum(charge => charge.Cost);

    public ParityCharge Reserve(string question, string request, decimal cost)
    {
        if (Spent + cost > maxCost)
            throw new OverBudgetException($"it could cost {Money.Of(cost)}, and {Money.Of(maxCost - Spent)} of {Money.Of(maxCost)} is left");
        ParityCharge charge = new(question, request, cost);
        _charges.Add(charge);
        return charge;
    }

    public void Release(ParityCharge charge) => _charges.Remove(charge);

    public void Settle(ParityCharge charge, decimal cost)
    {
        int at = _charges.IndexOf(charge);
        if (at >= 0) _charges[at] = charge with { Cost = Math.Min(cost, charge.Cost) };
    }
}

internal sealed class OverBudgetException(string message) : Exception(message);

internal static class Money
{
    public static string Of(decimal dollars) => FormattableString.Invariant($"${dollars:0.00}");
}

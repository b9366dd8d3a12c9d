namespace Phota;

/// <summary>A wall in front of spending: an amount is reserved before a request is sent, and settled after.</summary>
public sealed class Budget
{
    private readonly object _lock = new();
    private readonly Budget? _wider;

    /// <summary>Sets up a budget.</summary>
    /// <param name="limit">The most that may be spent, in US dollars.</param>
    /// <param name="wider">A budget that this one is part of, or null.</param>
    public Budget(decimal limit, Budget? wider = null)
    {
        Limit = limit;
        _wider = wider;
    }

    /// <summary>The most that may be spent, in US dollars.</summary>
    public decimal Limit { get; }

    /// <summary>What was spent so far, or may have been.</summary>
    public decimal Spent { get; private set; }

    /// <summary>What is reserved for requests under way.</summary>
    public decimal Reserved { get; private set; }

    private decimal Left => Limit - Spent - Reserved;

    /// <summary>Sets an amount aside; false when there is not enough left.</summary>
    /// <param name="amount">The most that a request may cost.</param>
    public bool TryReserve(decimal amount)
    {
        lock (_lock)
        {
            if (amount > Left) return false;
            if (_wider?.TryReserve(amount) == false) return false;
            Reserved += amount;
            return true;
        }
    }

    /// <summary>Books what a request cost in the end.</summary>
    /// <param name="reserved">What was set aside for it.</param>
    /// <param name="cost">What it cost.</param>
    public void Settle(decimal reserved, decimal cost)
    {
        _wider?.Settle(reserved, cost);
        lock (_lock)
        {
            Reserved -= reserved;
            Spent += cost;
        }
    }

    /// <summary>The error that the wall is: of this budget, or of the wider one where that is the nearer.</summary>
    /// <param name="left">What is left undone, as a sentence.</param>
    public PhotaException Error(string left) => _wider?.Left < Left
        ? _wider.Error(left)
        : new(PhotaErrorKind.Budget, FormattableString.Invariant($"The budget allows for no more: ${Spent:0.00} of ${Limit:0.00} are spent. {left}"));

    /// <summary>Runs a request on a reserved amount.</summary>
    /// <param name="reserved">What was set aside for it.</param>
    /// <param name="work">The request.</param>
    public async Task<IReadOnlyList<IPriced>> RunAsync(decimal reserved, Func<Task<IReadOnlyList<IPriced>>> work)
    {
        decimal cost = reserved;
        try
        {
            IReadOnlyList<IPriced> results = await work().ConfigureAwait(false);
            cost = results.Sum(result => result.EstimatedCost ?? 0);
            return results;
        }
        catch (PhotaException e) when (e.IsSurelyFree)
        {
            cost = 0;
            throw;
        }
        finally
        {
            // What may have been charged counts as spent: a wall that might give way is none.
            Settle(reserved, cost);
        }
    }
}

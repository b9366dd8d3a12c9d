namespace Phota;

/// <summary>A limit on spending: the most that a request may cost is reserved before it is sent, and settled by what became of it.</summary>
public sealed class Budget
{
    private readonly object _lock = new();
    private readonly Budget? _wider;
    private TaskCompletionSource<bool> _changed = NewChange();

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

    /// <summary>What was spent so far, or may have been, in US dollars.</summary>
    public decimal Spent { get; private set; }

    /// <summary>What is reserved for requests under way, in US dollars.</summary>
    public decimal Reserved { get; private set; }

    /// <summary>What may still be spent, in US dollars, here and in the wider budget.</summary>
    public decimal Left
    {
        get
        {
            lock (_lock)
            {
                decimal own = Limit - Spent - Reserved;
                return _wider is null ? own : Math.Min(own, _wider.Left);
            }
        }
    }

    /// <summary>Reserves an amount, waiting for requests under way where what they leave over may be enough.</summary>
    /// <param name="amount">The most that a request may cost, in US dollars.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>The reservation; null when the budget does not allow for it.</returns>
    public async Task<BudgetReservation?> ReserveAsync(decimal amount, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            // Taken before the attempt, so that no settlement between the two is missed.
            Task change = NextChange();
            if (TryReserve(amount) is { } reservation) return reservation;
            if (!MayAllow(amount)) return null;
            TaskCompletionSource<bool> stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = cancellationToken.Register(() => stopped.TrySetResult(true));
            await Task.WhenAny(change, stopped.Task).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Reserves an amount if that is possible now.</summary>
    /// <param name="amount">The most that a request may cost, in US dollars.</param>
    /// <returns>The reservation; null when it would pass the limit with what is reserved for others.</returns>
    internal BudgetReservation? TryReserve(decimal amount)
    {
        lock (_lock)
        {
            if (amount > Limit - Spent - Reserved) return null;
            BudgetReservation? wider = _wider?.TryReserve(amount);
            if (_wider is not null && wider is null) return null;
            Reserved += amount;
            return new(this, amount, wider);
        }
    }

    /// <summary>The error of a budget that does not allow for more: of this one, or of the wider one where that has less left.</summary>
    public PhotaException Error() => _wider is not null && _wider.Limit - _wider.Spent < Limit - Spent
        ? _wider.Error()
        : new(PhotaErrorKind.Budget, FormattableString.Invariant($"Budget of ${Limit:0.00} reached.")) { IsFatal = true };

    /// <summary>The error of a request whose price is not known, so that no budget can allow for it.</summary>
    internal static PhotaException UnknownPrice(ImageRequest request) =>
        new(PhotaErrorKind.Budget, $"The price of {request.Operation} with {request.Model} at {request.OutputResolution} is not known, so the budget cannot be kept.")
        {
            Remedy = PhotaRemedy.GivePrice,
        };

    internal void Settle(decimal reserved, decimal cost)
    {
        TaskCompletionSource<bool> changed;
        lock (_lock)
        {
            Reserved -= reserved;
            Spent += cost;
            changed = _changed;
            _changed = NewChange();
        }

        changed.TrySetResult(true);
    }

    private static TaskCompletionSource<bool> NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task NextChange()
    {
        lock (_lock) return _wider is null ? _changed.Task : Task.WhenAny(_changed.Task, _wider.NextChange());
    }

    private bool MayAllow(decimal amount)
    {
        lock (_lock) return amount <= Limit - Spent && _wider?.MayAllow(amount) != false;
    }
}

/// <summary>An amount that a budget holds for one request, until it is known what the request cost.</summary>
public sealed class BudgetReservation
{
    private readonly Budget _budget;
    private readonly decimal _amount;
    private readonly BudgetReservation? _wider;
    private int _isSettled;

    internal BudgetReservation(Budget budget, decimal amount, BudgetReservation? wider)
    {
        _budget = budget;
        _amount = amount;
        _wider = wider;
    }

    /// <summary>Books what the request cost; only the first call counts.</summary>
    /// <param name="cost">What it cost in US dollars; null for all that was reserved, where that is not known.</param>
    public void Settle(decimal? cost = null)
    {
        if (Interlocked.Exchange(ref _isSettled, 1) != 0) return;
        _budget.Settle(_amount, cost ?? _amount);
        _wider?.Settle(cost);
    }
}

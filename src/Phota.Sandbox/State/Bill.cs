namespace Phota.Sandbox.State;

internal sealed record BillEntry(
    int Id,
    DateTimeOffset At,
    string Kind,
    string Operation,
    string RequestId,
    string? JobId,
    string? ClientRequestId,
    string? InputSha256,
    int Images,
    decimal UnitPrice,
    decimal Amount);

/// <summary>Who pays and for what; the parts of an entry that are known before the price is.</summary>
internal sealed record Payer(
    string Operation, string RequestId, string? JobId, string? ClientRequestId, string? InputSha256);

/// <summary>Prepaid credit: reserved before the work, settled by what was made.</summary>
internal sealed class Bill(SandboxClock clock)
{
    // Enough for any load test; what runs out of credit says so itself.
    public const decimal DefaultCredit = 1_000_000m;

    private readonly Lock _lock = new();
    private readonly List<BillEntry> _entries = [];
    private decimal _credit = DefaultCredit;
    private decimal _reserved;

    public bool TryReserve(decimal amount)
    {
        lock (_lock)
        {
            if (_credit - _reserved < amount)
                return false;

            _reserved += amount;
            return true;
        }
    }

    public void Release(decimal reserved)
    {
        lock (_lock)
            _reserved -= reserved;
    }

    public BillEntry Settle(decimal reserved, Payer payer, int images, decimal unitPrice)
    {
        lock (_lock)
        {
            _reserved -= reserved;
            return Add("charge", payer, images, unitPrice, images * unitPrice);
        }
    }

    public void Refund(BillEntry charge)
    {
        lock (_lock)
        {
            var payer = new Payer(
                charge.Operation, charge.RequestId, charge.JobId, charge.ClientRequestId, charge.InputSha256);
            Add("refund", payer, charge.Images, charge.UnitPrice, -charge.Amount);
        }
    }

    public void SetCredit(decimal amount)
    {
        lock (_lock)
            _credit = amount;
    }

    public object Statement()
    {
        lock (_lock)
        {
            return new
            {
                Currency = "USD",
                Total = _entries.Sum(e => e.Amount),
                Credit = _credit,
                Reserved = _reserved,
                Entries = _entries.ToArray(),
            };
        }
    }

    private BillEntry Add(string kind, Payer payer, int images, decimal unitPrice, decimal amount)
    {
        var entry = new BillEntry(
            _entries.Count + 1, clock.Now, kind, payer.Operation, payer.RequestId, payer.JobId, payer.ClientRequestId,
            payer.InputSha256, images, unitPrice, amount);
        _entries.Add(entry);
        _credit -= amount;
        return entry;
    }
}

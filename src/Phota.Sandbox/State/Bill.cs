namespace Phota.Sandbox.State;

internal sealed record BillEntry(
    int Id, DateTimeOffset At, string Kind, string Operation, string RequestId, string? JobId, string? ClientRequestId, string? InputSha256,
    int Images, decimal UnitPrice, decimal Amount);

/// <summary>What a charge is for: the parts of an entry that are known before its price.</summary>
internal sealed record ChargeDetails(
    string Operation, string RequestId, string? JobId = null, string? ClientRequestId = null, string? InputSha256 = null);

/// <summary>Prepaid credit: reserved before the work, settled by what was made.</summary>
internal sealed class Bill(SandboxClock clock)
{
    // Enough for any load test; a test about credit sets its own.
    private const decimal DefaultCredit = 1_000_000m;

    private readonly Lock _lock = new();
    private readonly List<BillEntry> _entries = [];
    private decimal _credit = DefaultCredit;
    private decimal _reserved;

    public bool TryReserve(decimal amount)
    {
        lock (_lock)
        {
            bool suffices = _credit - _reserved >= amount;
            _reserved += suffices ? amount : 0;
            return suffices;
        }
    }

    public void Release(decimal reserved)
    {
        lock (_lock)
            _reserved -= reserved;
    }

    public BillEntry Settle(decimal reserved, ChargeDetails details, int images, decimal unitPrice)
    {
        lock (_lock)
        {
            _reserved -= reserved;
            var entry = new BillEntry(
                0, clock.Now, "charge", details.Operation, details.RequestId, details.JobId, details.ClientRequestId,
                details.InputSha256, images, unitPrice, images * unitPrice);
            return Add(entry);
        }
    }

    public void Refund(BillEntry charge)
    {
        lock (_lock)
            Add(charge with { At = clock.Now, Kind = "refund", Amount = -charge.Amount });
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
            decimal total = _entries.Sum(e => e.Amount);
            return new { Currency = "USD", Total = total, Credit = _credit, Reserved = _reserved, Entries = _entries.ToArray() };
        }
    }

    private BillEntry Add(BillEntry entry)
    {
        entry = entry with { Id = _entries.Count + 1 };
        _entries.Add(entry);
        _credit -= entry.Amount;
        return entry;
    }
}

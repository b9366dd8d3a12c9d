namespace Phota;

/// <summary>What all facts together say of one request: one attempt at a range of variations of a fingerprint.</summary>
internal sealed class RequestRecord(int attempt, int first, int count)
{
    private readonly Dictionary<string, LedgerFact> _sent = [];
    private readonly HashSet<string> _refused = [];

    public int Attempt => attempt;

    public int First => first;

    public int Count => count;

    public LedgerFact? Accepted { get; private set; }

    public LedgerFact? Failed { get; private set; }

    /// <summary>The submission that may have been taken; of several the oldest, for its id is forgotten first.</summary>
    public LedgerFact? OpenSend => Oldest(_sent.Values.Where(sent => !_refused.Contains(sent.Send!)));

    /// <summary>What is known of the request itself.</summary>
    public LedgerFact? Description => Oldest(_sent.Values) ?? Accepted;

    public RequestStatus Status =>
        Failed is not null ? RequestStatus.Failed
        : Accepted is not null ? RequestStatus.Accepted
        : OpenSend is not null ? RequestStatus.Sent
        : RequestStatus.Refused;

    public RequestView ToView() => new(attempt, first, count, Status, Description, Accepted, Failed, OpenSend);

    public bool Covers(int variation) => variation >= first && variation < first + count;

    public void Apply(LedgerFact fact)
    {
        switch (fact.State)
        {
            case LedgerFact.Sent when fact.Send is not null:
                _sent[fact.Send] = fact;
                break;
            case LedgerFact.Refused when fact.Send is not null:
                _refused.Add(fact.Send);
                break;
            case LedgerFact.Accepted:
                Accepted = Smaller(Accepted, fact, fact => fact.JobId);
                break;
            case LedgerFact.Failed:
                Failed = Smaller(Failed, fact, fact => fact.Error);
                break;
        }
    }

    private static LedgerFact? Oldest(IEnumerable<LedgerFact> facts) =>
        facts.OrderBy(fact => fact.At).ThenBy(fact => fact.Send, StringComparer.Ordinal).FirstOrDefault();

    // Which of two facts of the same rank counts must not depend on the order in which files are read.
    private static LedgerFact Smaller(LedgerFact? known, LedgerFact fact, Func<LedgerFact, string?> key)
    {
        if (known is null) return fact;
        int order = string.CompareOrdinal(key(fact), key(known));
        return order < 0 || (order == 0 && LedgerFact.Compare(fact, known) < 0) ? fact : known;
    }
}

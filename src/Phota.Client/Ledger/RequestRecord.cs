namespace Phota;

/// <summary>What all facts together say of one request: one attempt at a range of variations of a fingerprint.</summary>
internal sealed class RequestRecord(int attempt, int first, int count)
{
    private readonly Dictionary<string, LedgerFact> _sent = [];
    private readonly HashSet<string> _refused = [];
    private LedgerFact[] _accepted = [];
    private LedgerFact[] _failed = [];

    public int Attempt => attempt;

    public int First => first;

    public int Count => count;

    /// <summary>The acceptance; of several jobs one that has not failed.</summary>
    public LedgerFact? Accepted => _accepted.FirstOrDefault(fact => fact.JobId is not null && !FailedJobs.Contains(fact.JobId)) ?? _accepted.FirstOrDefault();

    /// <summary>The failure of what was accepted. A submission that failed says nothing of a job that another process got for the same request.</summary>
    public LedgerFact? Failed => Accepted?.JobId is { } job ? Array.Find(_failed, fact => fact.JobId == job) : _failed.FirstOrDefault();

    /// <summary>The ids of jobs that brought nothing.</summary>
    public IEnumerable<string> FailedJobs => _failed.Select(fact => fact.JobId).OfType<string>();

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
                _accepted = With(_accepted, fact);
                break;
            case LedgerFact.Failed:
                _failed = With(_failed, fact);
                break;
        }
    }

    private static LedgerFact? Oldest(IEnumerable<LedgerFact> facts) =>
        facts.OrderBy(fact => fact.At).ThenBy(fact => fact.Send, StringComparer.Ordinal).FirstOrDefault();

    // One fact for each job, in an order that does not depend on the order in which files are read.
    private static LedgerFact[] With(LedgerFact[] facts, LedgerFact fact)
    {
        int known = Array.FindIndex(facts, other => other.JobId == fact.JobId);
        if (known < 0) return [.. facts.Append(fact).OrderBy(other => other.JobId, StringComparer.Ordinal)];
        int order = string.CompareOrdinal(fact.Error, facts[known].Error);
        if (order < 0 || (order == 0 && LedgerFact.Compare(fact, facts[known]) < 0)) facts[known] = fact;
        return facts;
    }
}

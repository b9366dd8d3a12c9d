namespace Phota;

/// <summary>What a ledger knows of one fingerprint: its requests and the images that were saved of it.</summary>
internal sealed class LedgerEntry
{
    private readonly Dictionary<(int Attempt, int First, int Count), RequestRecord> _requests = [];
    private readonly List<LedgerFact> _saved = [];
    private readonly HashSet<(int Variation, int Attempt)> _told = [];
    private readonly HashSet<int> _undelivered = [];
    private HashSet<int>? _rejected;

    public IEnumerable<RequestRecord> Requests => _requests.Values;

    public IReadOnlyList<LedgerFact> Saved => _saved;

    public void Apply(LedgerFact fact)
    {
        switch (fact.State)
        {
            case LedgerFact.Saved when fact.Path is not null:
                int known = _saved.FindIndex(saved => saved.First == fact.First && saved.Attempt == fact.Attempt && saved.Path == fact.Path && saved.Sha256 == fact.Sha256);
                if (known < 0) _saved.Add(fact);
                else if (LedgerFact.Compare(fact, _saved[known]) < 0) _saved[known] = fact;
                break;
            case LedgerFact.Told:
                _told.Add((fact.First, fact.Attempt));
                break;
            case LedgerFact.Undelivered:
                for (int i = 0; i < fact.Count; i++) _undelivered.Add(fact.First + i);
                break;
            case LedgerFact.Rejected:
                (_rejected ??= []).Add(fact.First);
                break;
            default:
                Record(fact).Apply(fact);
                break;
        }
    }

    /// <summary>Whether the cost of an image was told.</summary>
    public bool IsTold(int variation, int attempt) => _told.Contains((variation, attempt));

    /// <summary>Whether the service took a request for a variation and did not deliver it.</summary>
    public bool IsUndelivered(int variation) => _undelivered.Contains(variation);

    /// <summary>Whether the user rejected a variation: it counts as existing, whatever attempt made it.</summary>
    public bool IsRejected(int variation) => _rejected?.Contains(variation) == true;

    /// <summary>The request that decides what a variation is: the latest attempt that was not refused.</summary>
    public RequestRecord? Current(int variation) => _requests.Values
        .Where(request => request.Covers(variation) && request.Status != RequestStatus.Refused)
        .OrderByDescending(request => request.Attempt)
        .ThenByDescending(request => request.Status)
        .ThenBy(request => request.First).ThenBy(request => request.Count)
        .FirstOrDefault();

    /// <summary>The request that made a saved image, for what it knows of it.</summary>
    public RequestRecord? Of(LedgerFact saved) => _requests.Values
        .Where(request => request.Attempt == saved.Attempt && request.Covers(saved.First))
        .OrderByDescending(request => request.Accepted?.JobId is not null && request.Accepted.JobId == saved.JobId)
        .ThenByDescending(request => request.Status)
        .FirstOrDefault();

    private RequestRecord Record(LedgerFact fact)
    {
        (int, int, int) key = (fact.Attempt, fact.First, fact.Count);
        if (!_requests.TryGetValue(key, out RequestRecord? request))
            _requests.Add(key, request = new(fact.Attempt, fact.First, fact.Count));
        return request;
    }
}

using Phota.Sandbox.Http;

namespace Phota.Sandbox.Faults;

/// <summary>The faults in their order; the first that matches and is not used up strikes.</summary>
internal sealed class FaultScript(int seed)
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly Random _random = new(seed);

    public void Add(IEnumerable<Fault> faults)
    {
        lock (_lock)
            _entries.AddRange(faults.Select(f => new Entry(f)));
    }

    public void Clear()
    {
        lock (_lock)
            _entries.Clear();
    }

    public object[] List()
    {
        lock (_lock)
        {
            return
            [
                .. _entries.Select((e, i) => new
                {
                    Id = i + 1,
                    e.Fault.Match,
                    e.Fault.Skip,
                    e.Fault.Times,
                    e.Fault.Probability,
                    e.Fault.Action,
                    e.Hits,
                }),
            ];
        }
    }

    /// <summary>The fault that strikes as far as the head of the request can tell.</summary>
    /// <returns><c>null</c> when only the body can tell; then ask again with its pictures.</returns>
    public FaultAction? Strike(string method, string path, IEnumerable<SentImage>? images)
    {
        lock (_lock)
        {
            List<Entry> open = _entries.FindAll(e => !e.IsUsedUp && e.Fault.Strikes(method, path));
            if (images is null && open.Exists(e => e.Fault.Match?.NeedsBody == true))
                return null;

            return open
                .Where(e => e.Fault.Match?.MatchesBody(images ?? []) ?? true)
                .FirstOrDefault(Draw)?.Fault.Action ?? FaultAction.None;
        }
    }

    private bool Draw(Entry entry)
    {
        if (entry.Seen++ < entry.Fault.Skip || _random.NextDouble() >= entry.Fault.Probability)
            return false;
        entry.Hits++;
        return true;
    }

    private sealed class Entry(Fault fault)
    {
        public Fault Fault => fault;

        public int Seen { get; set; }

        public int Hits { get; set; }

        public bool IsUsedUp => fault.Times >= 0 && Hits >= fault.Times;
    }
}

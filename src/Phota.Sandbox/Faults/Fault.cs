using System.Text.Json.Serialization;

namespace Phota.Sandbox.Faults;

/// <summary>Which requests a fault applies to. What is <c>null</c> matches everything.</summary>
internal sealed record FaultMatch(
    string? Method = null, string? Path = null, string? ContainsSha256 = null, string? SourceUrlContains = null)
{
    [JsonIgnore]
    public bool NeedsBody => ContainsSha256 is not null || SourceUrlContains is not null;

    public bool MatchesHead(string method, string path) =>
        (Method ?? method).Equals(method, StringComparison.OrdinalIgnoreCase) && Glob.Matches(Path, path);

    public bool MatchesBody(IEnumerable<BodyImage> images) =>
        !NeedsBody
        || images.Any(image => (ContainsSha256 is not null && image.Sha256 == ContainsSha256)
            || (SourceUrlContains is not null && image.Url?.Contains(SourceUrlContains, StringComparison.Ordinal) == true));
}

/// <param name="Skip">How many matching requests are let through first.</param>
/// <param name="Times">How many it is applied to; -1 for all.</param>
/// <param name="Probability">That it is applied to a request, drawn from the seed.</param>
internal sealed record Fault(FaultAction Action, FaultMatch? Match = null, int Skip = 0, int Times = 1, double Probability = 1.0)
{
    /// <summary>As far as the head of a request can tell.</summary>
    public bool MatchesHead(string method, string path) =>
        Action.CanApplyTo(method, path) && (Match?.MatchesHead(method, path) ?? true);

    public void Validate()
    {
        if (Skip < 0 || Times < -1 || Probability is < 0 or > 1)
            throw new ArgumentException("A fault has skip >= 0, times >= -1 and a probability from 0 to 1.");
        Action.Validate();
    }
}

/// <summary>The faults in their order; the first that matches and is not used up is applied.</summary>
internal sealed class FaultScript(int seed)
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly Random _random = new(seed);

    public void Add(IEnumerable<Fault> faults)
    {
        lock (_lock)
            _entries.AddRange(faults.Select(fault => new Entry(fault)));
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
            return [.. _entries.Select((entry, i) => new
            {
                Id = i + 1, entry.Fault.Match, entry.Fault.Skip, entry.Fault.Times, entry.Fault.Probability, entry.Fault.Action, entry.Hits,
            })];
        }
    }

    /// <summary>The action to apply, as far as the head of the request can tell.</summary>
    /// <returns><c>null</c> when only the body can tell; then ask again with its images.</returns>
    public FaultAction? Draw(string method, string path, IEnumerable<BodyImage>? images)
    {
        lock (_lock)
        {
            List<Entry> open = _entries.FindAll(entry => !entry.IsUsedUp && entry.Fault.MatchesHead(method, path));
            if (images is null && open.Exists(entry => entry.Fault.Match?.NeedsBody == true))
                return null;

            return open
                .Where(entry => entry.Fault.Match?.MatchesBody(images ?? []) ?? true)
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

    private sealed record Entry(Fault Fault)
    {
        public int Seen { get; set; }
        public int Hits { get; set; }
        public bool IsUsedUp => Fault.Times >= 0 && Hits >= Fault.Times;
    }
}

namespace PhotaPS;

/// <summary>Names with a hint each, the newest first; old ones are forgotten, so that a long session does not grow.</summary>
internal sealed class RecentValues
{
    private const int Most = 1000;

    private readonly Dictionary<string, (long Turn, string Hint)> _names = new(StringComparer.Ordinal);
    private long _turn;

    public IReadOnlyList<(string Name, string Hint)> Newest
    {
        get
        {
            lock (_names) return [.. _names.OrderByDescending(pair => pair.Value.Turn).Take(Most).Select(pair => (pair.Key, pair.Value.Hint))];
        }
    }

    public void Add(string name, string hint)
    {
        lock (_names)
        {
            _names[name] = (++_turn, hint);
            if (_names.Count <= 2 * Most) return;
            foreach (string old in _names.OrderBy(pair => pair.Value.Turn).Take(Most).Select(pair => pair.Key).ToList()) _names.Remove(old);
        }
    }

    public void Remove(string name)
    {
        lock (_names) _names.Remove(name);
    }
}

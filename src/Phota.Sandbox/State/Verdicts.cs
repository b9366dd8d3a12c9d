namespace Phota.Sandbox.State;

internal sealed record Verdict(int Id, string Rule, string Detail, string RequestId, string Path);

/// <summary>What a client did wrong.</summary>
internal sealed class Verdicts
{
    private readonly Lock _lock = new();
    private readonly List<Verdict> _verdicts = [];

    public void Add(string rule, string detail, string requestId, string path)
    {
        lock (_lock)
            _verdicts.Add(new Verdict(_verdicts.Count + 1, rule, detail, requestId, path));
    }

    public Verdict[] ToArray()
    {
        lock (_lock)
            return [.. _verdicts];
    }
}

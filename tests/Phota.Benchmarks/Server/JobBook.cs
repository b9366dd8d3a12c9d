using System.Collections.Concurrent;
using System.Diagnostics;

namespace Phota.Benchmarks.Server;

/// <summary>Jobs, each done a fixed time after it was submitted.</summary>
internal sealed class JobBook(TimeSpan length)
{
    private readonly ConcurrentDictionary<string, long> _submitted = new();
    private int _last;

    public string Add()
    {
        string id = $"job-{Interlocked.Increment(ref _last)}";
        _submitted[id] = Stopwatch.GetTimestamp();
        return id;
    }

    public bool IsDone(string id) => _submitted.TryGetValue(id, out long at) && Stopwatch.GetElapsedTime(at) >= length;
}

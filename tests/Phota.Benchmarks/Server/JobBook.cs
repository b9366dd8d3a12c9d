using System.Collections.Concurrent;
using System.Diagnostics;

namespace Phota.Benchmarks.Server;

/// <summary>Jobs, each done a fixed time after it was submitted; the first is done at once.</summary>
internal sealed class JobBook(TimeSpan length)
{
    private const int First = 1;

    private readonly ConcurrentDictionary<string, (int Number, long At)> _submitted = new();
    private int _last;

    public string Add()
    {
        int number = Interlocked.Increment(ref _last);
        string id = $"{Guid.NewGuid()}";
        _submitted[id] = (number, Stopwatch.GetTimestamp());
        return id;
    }

    public bool IsDone(string id) =>
        _submitted.TryGetValue(id, out (int Number, long At) job) && (job.Number == First || Stopwatch.GetElapsedTime(job.At) >= length);
}

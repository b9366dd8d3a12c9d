using System.Diagnostics;
using System.Text.Json;

namespace Phota.Benchmarks.Server;

/// <summary>What reached the server, and how many polls a second at most.</summary>
internal sealed class Counts
{
    private readonly Queue<long> _lastSecond = new();
    private int _posts;
    private int _files;
    private int _polls;
    private int _mostPolls;
    private int _held;

    public bool IsHolding => Volatile.Read(ref _held) > 0;

    public void Post() => Interlocked.Increment(ref _posts);

    public void File() => Interlocked.Increment(ref _files);

    public void Hold() => Interlocked.Increment(ref _held);

    public void Poll()
    {
        lock (_lastSecond)
        {
            _polls++;
            long now = Stopwatch.GetTimestamp();
            _lastSecond.Enqueue(now);
            while (now - _lastSecond.Peek() >= Stopwatch.Frequency) _lastSecond.Dequeue();
            _mostPolls = Math.Max(_mostPolls, _lastSecond.Count);
        }
    }

    public string ToJson() => JsonSerializer.Serialize(new Seen(_posts, _files, _polls, _mostPolls));

    /// <summary>The counts, as the harness reads them.</summary>
    public sealed record Seen(int Posts, int Files, int Polls, int MaxPolls)
    {
        public int Requests => Posts + Files + Polls;
    }
}

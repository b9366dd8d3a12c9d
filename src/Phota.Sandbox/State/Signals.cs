
namespace Phota.Sandbox.State;

/// <summary>Counts what requests have reached, and wakes whoever waits for a count.</summary>
internal sealed class Signals
{
    public const string Started = "started";
    public const string Received = "received";
    public const string Finished = "finished";

    /// <summary>The server has nothing left to do for a request, even one whose client went away long ago.</summary>
    public const string Settled = "settled";

    public const string Held = "held";
    public const string Callback = "callback";

    public static readonly string[] Events = [Started, Received, Finished, Settled, Held, Callback];

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Event, string Path), int> _counts = [];
    private readonly List<Waiter> _waiters = [];

    public void Raise(string @event, string path)
    {
        lock (_lock)
        {
            var key = (@event, path);
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
            foreach (Waiter waiter in _waiters.FindAll(w => w.Event == @event && Matches(w.Path, path)))
            {
                if (++waiter.Seen >= waiter.Count)
                    waiter.Reached.TrySetResult(waiter.Seen);
            }
        }
    }

    /// <param name="path">A path or glob; <c>null</c> for all.</param>
    public async Task<int> WaitAsync(string @event, int count, string? path, CancellationToken cancel)
    {
        Waiter waiter;
        lock (_lock)
        {
            int now = Sum(@event, path);
            if (now >= count)
                return now;
            waiter = new Waiter(@event, path, count) { Seen = now };
            _waiters.Add(waiter);
        }

        try
        {
            return await waiter.Reached.Task.WaitAsync(cancel);
        }
        finally
        {
            lock (_lock)
                _waiters.Remove(waiter);
        }
    }

    public int Count(string @event, string? path)
    {
        lock (_lock)
            return Sum(@event, path);
    }

    private int Sum(string @event, string? path) => _counts
        .Where(c => c.Key.Event == @event && Matches(path, c.Key.Path))
        .Sum(c => c.Value);

    private static bool Matches(string? pattern, string path) => pattern is null || Glob.Matches(pattern, path);

    private sealed class Waiter(string @event, string? path, int count)
    {
        public string Event => @event;

        public string? Path => path;

        public int Count => count;

        public int Seen { get; set; }

        public TaskCompletionSource<int> Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

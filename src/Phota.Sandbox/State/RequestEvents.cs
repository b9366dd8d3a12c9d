using System.IO.Enumeration;

namespace Phota.Sandbox.State;

/// <summary>Counts what requests have reached, and wakes those who wait for a count.</summary>
internal sealed class RequestEvents
{
    public const string Started = "started";
    public const string Received = "received";
    public const string Finished = "finished";

    /// <summary>The server has nothing left to do for a request, even one whose client disconnected long ago.</summary>
    public const string Settled = "settled";

    public const string Held = "held";
    public const string Callback = "callback";

    public static readonly string[] All = [Started, Received, Finished, Settled, Held, Callback];

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Event, string Path), int> _counts = [];
    private TaskCompletionSource _raised = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Raise(string @event, string path)
    {
        TaskCompletionSource raised;
        lock (_lock)
        {
            _counts[(@event, path)] = _counts.GetValueOrDefault((@event, path)) + 1;
            (raised, _raised) = (_raised, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        raised.SetResult();
    }

    /// <param name="path">A path or glob; <c>null</c> for all.</param>
    public async Task<int> WaitAsync(string @event, int count, string? path, CancellationToken cancel)
    {
        while (true)
        {
            Task raised = Volatile.Read(ref _raised).Task;
            int now = Count(@event, path);
            if (now >= count)
                return now;
            await raised.WaitAsync(cancel);
        }
    }

    public int Count(string @event, string? path)
    {
        lock (_lock)
            return _counts.Where(c => c.Key.Event == @event && Glob.Matches(path, c.Key.Path)).Sum(c => c.Value);
    }
}

/// <summary>Where held requests wait; one release lets all of them go.</summary>
internal sealed class HoldGate
{
    private TaskCompletionSource _release = New();

    public Task Released => _release.Task;
    public void Release() => Interlocked.Exchange(ref _release, New()).SetResult();
    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A path with <c>*</c> for any characters and <c>?</c> for one; <c>null</c> matches every path.</summary>
internal static class Glob
{
    public static bool Matches(string? pattern, string path) =>
        pattern is null || FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false);
}

using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Phota.Tests.Http;

/// <summary>A clock that skips each wait as soon as it begins, but for those as long as a deadline.</summary>
/// <param name="tooLong">The shortest wait that is not skipped; null stands for <see cref="Deadline"/>.</param>
internal sealed class TestClock(TimeSpan? tooLong = null) : FakeTimeProvider
{
    public static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);

    private readonly ConcurrentQueue<TimeSpan> _begun = new();
    private TaskCompletionSource<bool> _hasBegun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The waits that were skipped.</summary>
    public List<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ITimer timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime < TimeSpan.Zero || dueTime >= (tooLong ?? Deadline)) return timer;
        _begun.Enqueue(dueTime);
        Interlocked.Exchange(ref _hasBegun, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult(true);
        return timer;
    }

    /// <summary>Runs an operation to its end.</summary>
    public async Task<T> RunAsync<T>(Task<T> operation)
    {
        while (!operation.IsCompleted)
        {
            Task hasBegun = Volatile.Read(ref _hasBegun).Task;
            if (_begun.TryDequeue(out TimeSpan wait))
            {
                Waits.Add(wait);
                Advance(wait);
                continue;
            }

            await Task.WhenAny(operation, hasBegun).WaitAsync(TimeSpan.FromSeconds(30));
        }

        return await operation;
    }

    public async Task RunAsync(Task operation) => await RunAsync(Complete(operation));

    private static async Task<bool> Complete(Task operation)
    {
        await operation;
        return true;
    }
}

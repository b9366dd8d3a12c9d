using System.Collections.Concurrent;
using System.Diagnostics;

namespace Phota;

/// <summary>
/// Runs a bounded number of tasks at once and hands their results to the calling thread, as they finish.
/// All members but <see cref="Stop"/> belong to one thread: a pipeline that must not be written to from another.
/// </summary>
/// <typeparam name="TResult">What a task yields.</typeparam>
public sealed class BoundedTaskPump<TResult> : IDisposable
{
    // Long enough for a cancelled request to remove its partial file, short enough for a prompt to come back at once.
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);

    private readonly int _limit;
    private readonly Action<TResult> _deliver;
    private readonly Action _tick;
    private readonly BlockingCollection<Task<TResult>> _finished = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Creates a pump.</summary>
    /// <param name="limit">How many tasks run at once.</param>
    /// <param name="deliver">Takes a result, on the thread that adds and completes.</param>
    /// <param name="tick">Called on that thread several times a second while it waits.</param>
    public BoundedTaskPump(int limit, Action<TResult> deliver, Action tick)
    {
        _limit = limit;
        _deliver = deliver;
        _tick = tick;
    }

    /// <summary>How many tasks run or wait to be delivered.</summary>
    public int Running => _running.Count;

    /// <summary>Delivers what is finished, and waits while the window is full.</summary>
    /// <exception cref="OperationCanceledException">The pump was stopped.</exception>
    public void WaitForRoom()
    {
        while (_finished.TryTake(out Task<TResult>? finished)) Deliver(finished);
        while (_running.Count >= _limit) WaitForNext();
        _stop.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Waits until one more task has finished, and delivers it; there must be one.</summary>
    /// <exception cref="OperationCanceledException">The pump was stopped.</exception>
    public void WaitForNext()
    {
        Task<TResult>? finished;
        while (!_finished.TryTake(out finished, (int)s_tick.TotalMilliseconds, _stop.Token)) _tick();
        Deliver(finished);
    }

    /// <summary>Delivers what finishes until another task has, or for a time.</summary>
    /// <param name="other">A task that the pump does not run.</param>
    /// <param name="time">How long at most.</param>
    /// <exception cref="OperationCanceledException">The pump was stopped.</exception>
    public void WaitFor(Task other, TimeSpan time)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (!other.IsCompleted && clock.Elapsed < time)
        {
            if (_finished.TryTake(out Task<TResult>? finished, (int)s_tick.TotalMilliseconds, _stop.Token)) Deliver(finished);
            else _tick();
        }

        _stop.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Starts a task as soon as there is room.</summary>
    /// <param name="work">The task; it must heed its token.</param>
    /// <exception cref="OperationCanceledException">The pump was stopped.</exception>
    public void Add(Func<CancellationToken, Task<TResult>> work)
    {
        WaitForRoom();

        // Started on the pool, so that no host's context is captured and no slow start holds the caller up.
        Task<TResult> task = Task.Run(() => work(_stop.Token));
        _running.Add(task);
        task.ContinueWith(
            done => _finished.Add((Task<TResult>)done),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>Waits for all tasks and delivers what they yield.</summary>
    /// <exception cref="OperationCanceledException">The pump was stopped.</exception>
    public void Complete()
    {
        while (_running.Count > 0) WaitForNext();
    }

    /// <summary>Cancels everything, from any thread; the owner's call returns at once with a cancellation.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Cancels what still runs and gives it a moment to tidy up.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        try
        {
            Task.WaitAll([.. _running], s_farewell);
        }
        catch (AggregateException)
        {
            // Cancelled tasks: after a stop their results are not wanted.
        }
    }

    private void Deliver(Task<TResult> finished)
    {
        _stop.Token.ThrowIfCancellationRequested();
        _running.Remove(finished);
        try
        {
            _deliver(finished.GetAwaiter().GetResult());
        }
        catch
        {
            // A consumer that wants no more (Select-Object -First) says so by throwing: nothing further may start or cost.
            _stop.Cancel();
            throw;
        }
    }
}

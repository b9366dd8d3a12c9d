using System.ComponentModel;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>A cmdlet that makes one call at a time, waits for it, and lets go of it at once when it is stopped.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class PhotaAsyncCommand : PhotaCommand
{
    // Long enough for a cancelled call to remove its partial file, short enough for a prompt to come back at once.
    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stop = new();
    private PhotaClient? _client;

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Runs one step for one input: an error is reported for it, and the rest goes on unless nothing further can succeed.</summary>
    private protected void Run(object? input, Action step)
    {
        try
        {
            step();
        }
        catch (PhotaException e) when (e.IsFatal)
        {
            Throw(e, input);
        }
        catch (PhotaException e)
        {
            WriteError(e, input);
        }
    }

    /// <summary>Waits for one call.</summary>
    /// <param name="call">The call; it must heed its token.</param>
    /// <param name="tick">Called on this thread several times a second while the call goes on.</param>
    private protected T Run<T>(Func<CancellationToken, Task<T>> call, Action? tick = null)
    {
        // On the pool: nothing may capture this thread, which is the one that waits.
        Task<T> task = Task.Run(() => call(_stop.Token));
        try
        {
            while (!HasEnded(task))
            {
                Requests.Write();
                tick?.Invoke();
            }

            Requests.Write();
            return task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            Task.WaitAny([task], s_farewell);
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Waits for one call of the service.</summary>
    /// <param name="call">The call; it must heed its token.</param>
    /// <param name="tick">Called on this thread several times a second while the call goes on.</param>
    private protected T Call<T>(Func<PhotaClient, CancellationToken, Task<T>> call, Action? tick = null)
    {
        // Found here and not in the call: the session belongs to this thread's runspace.
        PhotaClient client = _client ??= Session.CreateClient(timeout: null, Requests.Add);
        return Run(stop => call(client, stop), tick);
    }

    private protected void Call(Func<PhotaClient, CancellationToken, Task> call) => Call(async (client, stop) =>
    {
        await call(client, stop).ConfigureAwait(false);
        return true;
    });

    private bool HasEnded(Task task)
    {
        try
        {
            return task.Wait((int)s_tick.TotalMilliseconds, _stop.Token);
        }
        catch (AggregateException)
        {
            // Asking for the result throws the cause itself.
            return true;
        }
    }
}

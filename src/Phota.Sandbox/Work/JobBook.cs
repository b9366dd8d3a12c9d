using System.Collections.Concurrent;
using Phota.Sandbox.Contract;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Work;

internal sealed class JobBook(World world)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Job> _byClientRequestId = [];
    private readonly ConcurrentDictionary<string, Job> _jobs = new();

    public Job? Find(string id)
    {
        if (!_jobs.TryGetValue(id, out Job? job))
            return null;
        TimeSpan retention = world.Switches.Seconds(SwitchTable.JobRetentionSeconds);
        return retention > TimeSpan.Zero && world.Clock.Now > job.CompletedAt + retention ? null : job;
    }

    public Job[] List() => [.. _jobs.Values.OrderBy(j => j.CreatedAt)];

    /// <summary>The job that this <c>client_request_id</c> has already started.</summary>
    public Job? Original(StudioRequest request)
    {
        lock (_lock)
            return OriginalUnlocked(request);
    }

    /// <summary>Starts a job, or finds the original that a twin started in the meantime.</summary>
    /// <returns><c>null</c> when the credit does not suffice.</returns>
    public (Job Job, bool IsNew)? Submit(StudioOrder order, string fingerprint)
    {
        lock (_lock)
        {
            if (OriginalUnlocked(order.Request) is { } original)
                return (original, false);
            if (!order.TryReserve())
                return null;

            var job = new Job(world, order, fingerprint);
            _jobs[job.Id] = job;
            if (order.Request.ClientRequestId is not null)
                _byClientRequestId[Scoped(order.Request)] = job;
            return (job, true);
        }
    }

    /// <summary>Waits until everything is done that the clock says is due.</summary>
    public Task SettleAsync() => Task.WhenAll(_jobs.Values.Where(j => j.IsDue).Select(j => j.Finished));

    private Job? OriginalUnlocked(StudioRequest request)
    {
        if (request.ClientRequestId is null || !_byClientRequestId.TryGetValue(Scoped(request), out Job? job))
            return null;
        TimeSpan life = world.Switches.Seconds(SwitchTable.ClientRequestIdLifeSeconds);
        return life > TimeSpan.Zero && world.Clock.Now > job.CreatedAt + life ? null : job;
    }

    private string Scoped(StudioRequest request) => world.Switches[SwitchTable.ClientRequestIdScope] == "endpoint"
        ? $"{request.Operation.Name} {request.ClientRequestId}"
        : request.ClientRequestId!;
}

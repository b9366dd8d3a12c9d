using Phota.Sandbox.Contract;
using Phota.Sandbox.Faults;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Work;

/// <summary>An order that nobody waits for; it runs on the sandbox clock.</summary>
internal sealed class Job
{
    private const int QueuedShare = 10;

    private readonly World _world;
    private readonly StudioOrder _order;
    private readonly JobFault? _script;
    private readonly DateTimeOffset _runsAt;
    private int _polls;

    public Job(World world, StudioOrder order, string fingerprint)
    {
        _world = world;
        _order = order;
        _script = order.Fault as JobFault;
        Id = world.Ids.NextJob();
        Fingerprint = fingerprint;
        CreatedAt = world.Clock.Now;
        TimeSpan runTime = world.Switches.Milliseconds(SwitchTable.JobMilliseconds);
        _runsAt = CreatedAt + (runTime / QueuedShare);
        DueAt = CreatedAt + runTime;
        Finished = RunAsync();
    }

    public string Id { get; }

    public string Fingerprint { get; }

    public StudioRequest Request => _order.Request;

    public string RequestId => _order.RequestId;

    public DateTimeOffset CreatedAt { get; }

    public DateTimeOffset DueAt { get; }

    public DateTimeOffset? CompletedAt { get; private set; }

    public StudioResult? Result { get; private set; }

    public ApiError? Error { get; private set; }

    public int Polls => _polls;

    public DateTimeOffset? LastPoll { get; set; }

    public Task Finished { get; }

    public bool IsDue => _world.Clock.Now >= DueAt;

    public bool IsVanishing => _script is { Final: JobFault.Lost };

    /// <summary>Whether a script has it vanish once its states have been shown.</summary>
    public bool IsLost => IsVanishing && _polls > (_script!.States?.Count ?? 0);

    /// <summary>Somebody asks: a script moves on by one state, and a job that is due is finished before the answer.</summary>
    public async Task<string> PollAsync()
    {
        int poll = Interlocked.Increment(ref _polls);
        if (_script?.States is { } states && poll <= states.Count)
            return states[poll - 1];
        return await StateAsync();
    }

    /// <summary>The state as it is, under the name that the switch picks.</summary>
    public async Task<string> StateAsync()
    {
        if (_script is { Final: JobFault.Never or JobFault.Lost })
            return _script.States is [.., string last] ? last : JobStates.Name(JobStates.Running, _world.Switches);
        if (!IsDue)
            return JobStates.Name(_world.Clock.Now < _runsAt ? JobStates.Queued : JobStates.Running, _world.Switches);

        await Finished;
        return JobStates.Name(Error is null ? JobStates.Succeeded : JobStates.Failed, _world.Switches);
    }

    private async Task RunAsync()
    {
        await _world.Clock.UntilAsync(DueAt, _world.Ended);
        if (_script is { Final: JobFault.Never })
            return;
        if (_script is { Final: JobFault.Failed })
            Fail(_script);
        else
            Result = await _order.MakeAsync(Id);
        CompletedAt = _world.Clock.Now;
    }

    private void Fail(JobFault script)
    {
        Error = new ApiError(StatusCodes.Status500InternalServerError, script.Code, script.Detail);
        if (_world.Switches[SwitchTable.RefundFailedJob] == "yes")
            _order.GiveBack();
        else
            _order.Charge(Id);
    }
}

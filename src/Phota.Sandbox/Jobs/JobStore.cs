using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Phota.Sandbox.Faults;
using Phota.Sandbox.Http;
using Phota.Sandbox.Rules;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Jobs;

/// <summary>Job states under the names that a switch picks.</summary>
internal static class JobStates
{
    public const string Queued = "queued";
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    public static string Name(string state, Switches switches) => (switches[SwitchTable.JobStateNames], state) switch
    {
        ("upper", _) => state.ToUpperInvariant(),
        ("other", Queued) => "waiting",
        ("other", Running) => "in_progress",
        ("other", Succeeded) => "done",
        ("other", _) => "expired",
        ("alternative", Queued) => "pending",
        ("alternative", Running) => "processing",
        ("alternative", Succeeded) => "completed",
        ("alternative", _) => "error",
        _ => state,
    };
}

/// <summary>An asynchronous request; it runs on the sandbox clock.</summary>
internal sealed class Job
{
    private const int QueuedShare = 10;

    private readonly SandboxState _state;
    private readonly ImageGeneration _generation;
    private readonly JobFault? _script;
    private readonly DateTimeOffset _runsAt;
    private int _polls;

    public Job(SandboxState state, ImageGeneration generation, string fingerprint)
    {
        _state = state;
        _generation = generation;
        _script = generation.Fault as JobFault;
        Id = state.Ids.NextJob();
        Fingerprint = fingerprint;
        CreatedAt = state.Clock.Now;
        TimeSpan runTime = state.Switches.Milliseconds(SwitchTable.JobMilliseconds);
        _runsAt = CreatedAt + (runTime / QueuedShare);
        DueAt = CreatedAt + runTime;
        Finished = RunAsync();
    }

    public string Id { get; }
    public string Fingerprint { get; }
    public ImageRequest Request => _generation.Request;
    public string RequestId => _generation.RequestId;
    public DateTimeOffset CreatedAt { get; }
    public DateTimeOffset DueAt { get; }
    public DateTimeOffset? CompletedAt { get; private set; }
    public ImageResult? Result { get; private set; }
    public ApiError? Error { get; private set; }
    public int Polls => _polls;
    public DateTimeOffset? LastPoll { get; set; }
    public Task Finished { get; }
    public bool IsDue => _state.Clock.Now >= DueAt;

    /// <summary>Whether a script makes it unknown once its states have been shown.</summary>
    public bool WillBeLost => _script is { Final: JobFault.Lost };

    public bool IsLost => WillBeLost && _polls > (_script!.States?.Count ?? 0);

    /// <summary>A client asks: a script moves on by one state, and a job that is due is finished before the response.</summary>
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
            return _script.States is [.., string last] ? last : JobStates.Name(JobStates.Running, _state.Switches);
        if (!IsDue)
            return JobStates.Name(_state.Clock.Now < _runsAt ? JobStates.Queued : JobStates.Running, _state.Switches);

        await Finished;
        return JobStates.Name(Error is null ? JobStates.Succeeded : JobStates.Failed, _state.Switches);
    }

    /// <summary>The answer to its submission.</summary>
    public JsonObject Handle(string status)
    {
        string path = $"{ApiPaths.Root}/jobs/{Id}";
        return new()
        {
            ["job_id"] = Id,
            ["status"] = status,
            ["poll_url"] = _state.Switches[SwitchTable.PollUrlForm] switch
            {
                "relative" => path,
                "foreign_host" => "https://jobs.sandbox.invalid" + path,
                _ => new Uri(_state.BaseUri, path).AbsoluteUri,
            },
        };
    }

    /// <summary>The job as JSON, in the form that the switches pick.</summary>
    public JsonObject ToJson(string status)
    {
        // A scripted state may claim that it still runs while the work is done: then it shows no result either.
        bool isOver = status == JobStates.Name(JobStates.Succeeded, _state.Switches)
            || status == JobStates.Name(JobStates.Failed, _state.Switches);
        JsonObject? result = isOver ? Result?.ToJson() : null;
        JsonObject? error = isOver && Error is { } e ? new JsonObject { ["code"] = e.Code, ["detail"] = e.Detail } : null;

        string form = _state.Switches[SwitchTable.JobBodyForm];
        JsonObject body = Handle(status);
        if (form == "output")
        {
            body.Remove("job_id");
            body["id"] = Id;
        }

        if (form != "flat")
            body[form == "output" ? "output" : "result"] = result;
        body["error"] = error;
        foreach ((string name, JsonNode? value) in form == "flat" && result is not null ? result : [])
            body[name] = value?.DeepClone();
        body["created_at"] = CreatedAt.ToString("O");
        body["completed_at"] = CompletedAt?.ToString("O");
        return form == "wrapped" ? new JsonObject { ["job"] = body } : body;
    }

    private async Task RunAsync()
    {
        await _state.Clock.UntilAsync(DueAt, _state.Ended);
        if (_script is { Final: JobFault.Never })
            return;
        if (_script is { Final: JobFault.Failed })
            Fail(_script);
        else
            Result = await _generation.MakeAsync(Id);
        CompletedAt = _state.Clock.Now;
    }

    private void Fail(JobFault script)
    {
        Error = new ApiError(StatusCodes.Status500InternalServerError, script.Code, script.Detail);
        if (_state.Switches[SwitchTable.RefundFailedJob] == "yes")
            _generation.Release();
        else
            _generation.Charge(Id);
    }
}

internal sealed class JobStore(SandboxState state)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Job> _byClientRequestId = [];
    private readonly ConcurrentDictionary<string, Job> _jobs = new();

    public Job? Find(string id)
    {
        if (!_jobs.TryGetValue(id, out Job? job))
            return null;
        TimeSpan retention = state.Switches.Seconds(SwitchTable.JobRetentionSeconds);
        return retention > TimeSpan.Zero && state.Clock.Now > job.CompletedAt + retention ? null : job;
    }

    public Job[] List() => [.. _jobs.Values.OrderBy(j => j.CreatedAt)];

    /// <summary>The job that this <c>client_request_id</c> has already started.</summary>
    public Job? FindOriginal(ImageRequest request)
    {
        lock (_lock)
        {
            if (request.ClientRequestId is null || !_byClientRequestId.TryGetValue(ScopedId(request), out Job? job))
                return null;
            TimeSpan life = state.Switches.Seconds(SwitchTable.ClientRequestIdLifeSeconds);
            return life > TimeSpan.Zero && state.Clock.Now > job.CreatedAt + life ? null : job;
        }
    }

    /// <summary>Starts a job, or finds the original that another request started in the meantime.</summary>
    /// <returns><c>null</c> when the credit does not suffice.</returns>
    public Job? Submit(ImageGeneration generation, string fingerprint)
    {
        Job job;
        lock (_lock)
        {
            if (FindOriginal(generation.Request) is { } original)
                return original;
            if (!generation.TryReserve())
                return null;

            job = new Job(state, generation, fingerprint);
            _jobs[job.Id] = job;
            if (generation.Request.ClientRequestId is not null)
                _byClientRequestId[ScopedId(generation.Request)] = job;
        }

        state.Callbacks.SendAfter(job);
        return job;
    }

    /// <summary>Waits until every job that is due is done.</summary>
    public Task SettleAsync() => Task.WhenAll(_jobs.Values.Where(j => j.IsDue).Select(j => j.Finished));

    private string ScopedId(ImageRequest request) => state.Switches[SwitchTable.ClientRequestIdScope] == "endpoint"
        ? $"{request.Operation.Name} {request.ClientRequestId}"
        : request.ClientRequestId!;
}

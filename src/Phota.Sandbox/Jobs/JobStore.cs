namespace Phota.Sandbox.Jobs;

internal enum JobState { Queued, Running, Succeeded, Failed }

/// <summary>An asynchronous request; it runs on the sandbox clock.</summary>
internal sealed class Job
{
    private const int QueuedShare = 10;

    private static readonly Dictionary<string, string[]> s_names = new()
    {
        ["default"] = ["queued", "running", "succeeded", "failed"],
        ["upper"] = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED"],
        ["other"] = ["waiting", "in_progress", "done", "expired"],
        ["alternative"] = ["pending", "processing", "completed", "error"],
    };

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
        TimeSpan runTime = state.Switches.Milliseconds("job_ms");
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
    public GenerationResult? Result { get; private set; }
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
            return _script.States is [.., string last] ? last : NameOf(JobState.Running);
        if (!IsDue)
            return NameOf(_state.Clock.Now < _runsAt ? JobState.Queued : JobState.Running);

        await Finished;
        return NameOf(Error is null ? JobState.Succeeded : JobState.Failed);
    }

    /// <summary>A state under the name that the switch picks.</summary>
    public string NameOf(JobState state) => s_names[_state.Switches["job_state_names"]][(int)state];

    public JsonObject Handle(string status)
    {
        string path = $"{ApiPaths.Root}/jobs/{Id}";
        return new()
        {
            ["job_id"] = Id,
            ["status"] = status,
            ["poll_url"] = _state.Switches["poll_url_form"] switch
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
        bool isOver = status == NameOf(JobState.Succeeded)
            || status == NameOf(JobState.Failed);
        JsonObject? result = isOver ? Result?.ToJson() : null;
        JsonObject? error = isOver && Error is { } e ? new JsonObject { ["code"] = e.Code, ["detail"] = e.Detail } : null;

        string form = _state.Switches["job_body_form"];
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
        if (_state.Switches["refund_failed_job"] == "yes")
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
        TimeSpan retention = state.Switches.Seconds("job_retention_seconds");
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
            TimeSpan life = state.Switches.Seconds("client_request_id_life_seconds");
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

    private string ScopedId(ImageRequest request) => state.Switches["client_request_id_scope"] == "endpoint"
        ? $"{request.Operation.Name} {request.ClientRequestId}"
        : request.ClientRequestId!;
}

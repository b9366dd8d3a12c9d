namespace Phota;

/// <summary>An asynchronous request (<c>api/async-requests</c>), flat, with what is needed to receive its images later.</summary>
public sealed record PhotaJob : IPriced
{
    /// <summary>The service's id of the job.</summary>
    public required string JobId { get; init; }

    /// <summary>How far it is.</summary>
    public PhotaJobStatus Status { get; init; }

    /// <summary>The service's own word for that.</summary>
    public string? ServiceStatus { get; init; }

    /// <summary>The operation, where this session submitted it.</summary>
    public string? Operation { get; init; }

    /// <summary>The photo, where this session submitted it.</summary>
    public string? Source
    {
        get;
        init
        {
            field = value is null ? null : ShownSource.Of(value);
            GivenSource = value;
        }
    }

    /// <summary>How many images were asked for.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The format that was asked for.</summary>
    public ImageFormat Format { get; init; }

    /// <summary>The prompt that was sent.</summary>
    public string? Prompt { get; init; }

    /// <summary>The base model that was asked for, or to which the operation is pinned.</summary>
    public string? BaseModel { get; init; }

    /// <summary>The resolution that was asked for, or to which the operation is pinned.</summary>
    public string? Resolution { get; init; }

    /// <summary>The profiles that were offered, separated by commas.</summary>
    public string? ProfileId { get; init; }

    /// <summary>Our own id of the request: sent again, it gets this job again and costs nothing.</summary>
    public string? ClientRequestId { get; init; }

    // Its images carry the cost: a receipt of a job and of its images would count it twice.
    decimal? IPriced.EstimatedCost => null;

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The service's code for why it failed.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The service's id of the submitting or of the last asking request.</summary>
    public string? RequestId { get; init; }

    /// <summary>How many attempts the submission took.</summary>
    public int Attempt { get; init; }

    /// <summary>When it was submitted, in UTC.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was done, in UTC, if the service says so.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>What else the service says of it, as a JSON object; null when there is nothing that this library does not know.</summary>
    public string? AdditionalFields { get; init; }

    /// <summary>Whether its state will not change any more.</summary>
    public bool IsDone => Status is PhotaJobStatus.Succeeded or PhotaJobStatus.Failed;

    /// <summary>The fingerprint of the request, where this user submitted it.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The number of the first variation that it makes, from 1.</summary>
    public int FirstVariation { get; init; } = 1;

    /// <summary>Which attempt at the request it is.</summary>
    internal int RequestAttempt { get; init; } = 1;

    /// <summary>When this process submitted it, by the clock of this machine; null where another did.</summary>
    internal DateTimeOffset? SubmittedAt { get; init; }

    internal EditResponse? Result { get; init; }

    /// <summary>The source as it was given, which names files; a URL's query may hold a signature, so it is neither shown nor stored.</summary>
    internal string? GivenSource { get; private init; }

    // A job that is known by its id alone may be of any request, and no request brings more than four.
    internal int MaxImages => Operation is null ? 4 : Count;

    /// <summary>How many images the service gives beyond what was asked for; they are not taken.</summary>
    public int CountExcessImages() => Math.Max(0, (Result?.DownloadUrls.Count ?? 0) - MaxImages);

    /// <summary>Whether nothing need be asked any more: why it failed, or its images, are known.</summary>
    internal bool IsKnown =>
        (Status == PhotaJobStatus.Failed && (Error ?? ErrorCode) is not null) || (Status == PhotaJobStatus.Succeeded && Result is not null);

    /// <summary>Its id.</summary>
    public override string ToString() => JobId;

    /// <summary>The job of a request, with all that the request says of it.</summary>
    internal static PhotaJob From(RequestState state, string jobId, PriceTable prices) =>
        Of(state.Request, jobId, state.ClientRequestId, prices) with
        {
            Fingerprint = state.Fingerprint.Value,
            FirstVariation = state.First,
            RequestAttempt = state.Attempt,
        };

    /// <summary>A job of a request of ours, with all that the request says of it.</summary>
    internal static PhotaJob Of(ImageRequest request, string jobId, string clientRequestId, PriceTable prices) => new()
    {
        JobId = jobId,
        Operation = request.Operation,
        Source = request.Source,
        Count = request.Count,
        Format = OutputTarget.ToImageFormat(request.OutputFormat),
        Prompt = request.Prompt,
        BaseModel = request.Model,
        Resolution = request.OutputResolution,
        ProfileId = request.ProfileText,
        ClientRequestId = clientRequestId,
        CreatedAt = DateTimeOffset.UtcNow,
    };

    /// <summary>This job with what the service says of it now, and with what only its submitter knew.</summary>
    internal PhotaJob Updated(PhotaJob now) => this with
    {
        Status = now.Status,
        ServiceStatus = now.ServiceStatus,
        Error = now.Error,
        ErrorCode = now.ErrorCode,
        RequestId = now.RequestId ?? RequestId,
        CreatedAt = now.CreatedAt ?? CreatedAt,
        CompletedAt = now.CompletedAt,
        Result = now.Result,
        AdditionalFields = now.AdditionalFields,
    };
}

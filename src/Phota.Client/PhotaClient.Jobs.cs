namespace Phota;

public sealed partial class PhotaClient
{
    /// <summary>Submits a request without waiting for its images (<c>api/async-requests</c>).</summary>
    /// <param name="request">The operation and its options; its images always come as URLs.</param>
    /// <param name="clientRequestId">An id of the caller's own: the same id gets the same job and is charged once. Null makes a new one.</param>
    /// <param name="callback">An https URL that the service posts to when the job is done; only a hint, asking is authoritative.</param>
    /// <param name="cancellationToken">Stops the submission; with the same id it can be repeated at no cost.</param>
    /// <exception cref="PhotaException">The request was refused, or no answer came.</exception>
    public async Task<PhotaJob> SubmitAsync(
        ImageRequest request, string? clientRequestId = null, Uri? callback = null, CancellationToken cancellationToken = default)
    {
        request = request with { ResponseMode = ResponseMode.Urls };
        Validate(request);
        Submission submission = await SubmitAsync(
            request, clientRequestId ?? Guid.NewGuid().ToString("N"), callback, null, 0, new(), cancellationToken).ConfigureAwait(false);
        if (submission.Error is { } error) throw error;
        return submission.Job ?? throw new PhotaException(PhotaErrorKind.Response, "The service answered with images instead of a job.") { RequestId = submission.RequestId, PaidImages = submission.Images };
    }

    /// <summary>Asks how far a job is.</summary>
    /// <param name="job">The job; of one that another session submitted, only its id need be known.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="PhotaException">Kind NotFound: the service knows no such job.</exception>
    public async Task<PhotaJob> GetJobAsync(PhotaJob job, CancellationToken cancellationToken = default)
    {
        using Deadline deadline = new(_options.Timeout, _options.TimeProvider, cancellationToken);
        return await AskAsync(job, deadline).ConfigureAwait(false);
    }

    private async Task<PhotaJob> AskAsync(PhotaJob job, Deadline deadline)
    {
        // The URL is built from the id: one that an answer names might lead the key to another host.
        string path = $"/v1/phota/jobs/{PathPart.Of(job.JobId, "job")}";
        ApiCall<PhotaJob> call = new(HttpMethod.Get, path, ReadJobAsync) { Subject = job.Source };
        ApiResult<PhotaJob> answer = await _transport.SendAsync(call, deadline).ConfigureAwait(false);
        return job.Updated(answer.Value);
    }

    /// <summary>Asks again and again until a job is done: first when jobs of its kind are usually done, and any number of jobs at one pace.</summary>
    /// <param name="job">The job.</param>
    /// <param name="interval">The shortest wait between two questions; the waits grow with what the job takes, to 30 seconds.</param>
    /// <param name="timeout">How long to wait in all; a state that we do not know counts as still running until then.</param>
    /// <param name="cancellationToken">Stops waiting; the job goes on.</param>
    /// <exception cref="PhotaException">Kind Timeout: the job is not done in time. It goes on and can be waited for again.</exception>
    public async Task<PhotaJob> WaitForJobAsync(
        PhotaJob job, TimeSpan interval, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        TimeProvider time = _options.TimeProvider;
        using Deadline deadline = new(timeout, time, cancellationToken);
        TimeSpan ageBefore = job.SubmittedAt is { } submitted && time.GetUtcNow() - submitted is { Ticks: > 0 } since ? since : TimeSpan.Zero;
        TimeSpan? expected = job.SubmittedAt is null ? null : _account.JobTimes.Expect(job);
        // Of what took longer once, something may still be learned before the time is over.
        if (expected is { } && timeout != System.Threading.Timeout.InfiniteTimeSpan && expected.Value.Ticks > timeout.Ticks / 2) expected = TimeSpan.FromTicks(timeout.Ticks / 2);
        TimeSpan? unfinished = null;
        try
        {
            PhotaJob done = await PollLoop.RunAsync(AskAgainAsync, asked => asked.IsDone, _account.Polls, new(interval, expected), Age, time, deadline.Token).ConfigureAwait(false);
            if (done is { SubmittedAt: not null, Status: PhotaJobStatus.Succeeded }) _account.JobTimes.Learn(done, unfinished, Age());
            return done;
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw new PhotaException(PhotaErrorKind.Timeout, $"Job {job.JobId} is not done after {timeout.TotalSeconds:0} seconds: {job.ServiceStatus ?? job.Status.ToString()}.")
            {
                Remedy = PhotaRemedy.WaitForJob,
                RequestId = job.RequestId,
            };
        }

        TimeSpan Age() => ageBefore + deadline.Elapsed;

        async Task<PhotaJob> AskAgainAsync(CancellationToken _)
        {
            using Deadline question = new(_options.Timeout, time, deadline);
            job = await AskAsync(job, question).ConfigureAwait(false);
            if (!job.IsDone) unfinished = Age();
            return job;
        }
    }

    /// <summary>A job with its result, which is asked for where it is not at hand.</summary>
    /// <param name="job">The job; of one that another session submitted, only its id need be known.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public async Task<PhotaJob> GetResultAsync(PhotaJob job, CancellationToken cancellationToken = default) =>
        job.Result is null && job.Status != PhotaJobStatus.Failed ? await GetJobAsync(job, cancellationToken).ConfigureAwait(false) : job;

    /// <summary>The images of a finished job.</summary>
    /// <param name="job">A job as <see cref="GetJobAsync"/> last gave it.</param>
    /// <exception cref="PhotaException">The job is not done, or it failed.</exception>
    public IReadOnlyList<PhotaImage> Receive(PhotaJob job) => ImageMaker.FromJob(job, _options.Prices);

    private static async Task<PhotaJob> ReadJobAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        JobBody.Read(await SmallBody.ReadAsync(response, cancellationToken).ConfigureAwait(false), ErrorReader.RequestId(response));

    private PhotaJob Known(PhotaJob job, ImageRequest request, string clientRequestId, int attempts) =>
        PhotaJob.Of(request, job.JobId, clientRequestId, _options.Prices).Updated(job) with
        {
            // A handle without a state has only just been accepted.
            Status = job.ServiceStatus is null && !job.IsDone ? PhotaJobStatus.Queued : job.Status,
            Attempt = attempts,
            SubmittedAt = _options.TimeProvider.GetUtcNow(),
        };
}

namespace Phota;

/// <summary>
/// Makes pictures so that a run that died can be run again: what is saved is verified and not fetched, what is paid is
/// fetched and not paid, and only the rest is submitted.
/// </summary>
public sealed class ResumableRun
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly PhotaClient _client;
    private readonly Ledger _ledger;

    /// <summary>Prepares to run requests.</summary>
    /// <param name="client">Whose requests they are.</param>
    /// <param name="ledger">The ledger of the destination.</param>
    public ResumableRun(PhotaClient client, Ledger ledger)
    {
        _client = client;
        _ledger = ledger;
    }

    /// <summary>Makes, fetches or finds the pictures of one request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="identity">Its identity.</param>
    /// <param name="target">Where its pictures go.</param>
    /// <param name="cancellationToken">Stops it; the same call continues.</param>
    /// <returns>Its pictures; those that were there already have no attempts.</returns>
    /// <exception cref="PhotaException">It failed; what is paid for is in the ledger and is fetched by the next run.</exception>
    public async Task<IReadOnlyList<PhotaImage>> MakeAsync(
        ImageRequest request, RequestIdentity identity, OutputTarget target, CancellationToken cancellationToken = default)
    {
        using IDisposable turn = await _ledger.EnterAsync(identity.Id, cancellationToken).ConfigureAwait(false);
        _ledger.Refresh();
        LedgerEntry entry = _ledger.Find(identity.Id);
        SavedOutputs outputs = new(_ledger, entry, target);
        if (outputs.AreComplete) return outputs.Take();

        PhotaJob job = await AttachAsync(request, identity, entry, cancellationToken).ConfigureAwait(false);
        job = await WaitAsync(job, identity, cancellationToken).ConfigureAwait(false);
        if (job.Status == PhotaJobStatus.Failed)
            _ledger.Add(new LedgerLine { Event = LedgerLine.Failed, Id = identity.Id, JobId = job.JobId, Error = job.Error });
        IReadOnlyList<PhotaImage> images = _client.Receive(job);
        Recorder recorder = new(_ledger, identity.Id, images.Count);
        try
        {
            return await SaveAsync(images, target, recorder, cancellationToken).ConfigureAwait(false);
        }
        catch (PhotaException e) when (e.Kind == PhotaErrorKind.NotFound)
        {
            // An address that has expired: the job may give a fresh one.
            job = await _client.GetJobAsync(job, cancellationToken).ConfigureAwait(false);
            return await SaveAsync(_client.Receive(job), target, recorder, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<PhotaJob> WaitAsync(PhotaJob job, RequestIdentity identity, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.WaitForJobAsync(job, s_interval, _client.Timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (PhotaException e) when (e.Kind == PhotaErrorKind.NotFound)
        {
            // Whether to pay again for what the service has lost is the user's to say, by running the command again.
            _ledger.Add(new LedgerLine { Event = LedgerLine.Failed, Id = identity.Id, JobId = job.JobId, Error = e.Message });
            throw new PhotaException(e.Kind, $"The service no longer knows job {job.JobId}: {e.Message}", e)
            {
                StatusCode = e.StatusCode,
                RequestId = e.RequestId,
                RecommendedAction = "Run the same command again to submit the request anew; that may be charged again.",
            };
        }
    }

    private async Task<PhotaJob> AttachAsync(
        ImageRequest request, RequestIdentity identity, LedgerEntry entry, CancellationToken cancellationToken)
    {
        string clientRequestId = identity.ClientRequestId(entry.Failures);
        if (entry.JobId is not null) return PhotaJob.Of(request, entry.JobId, clientRequestId, _client.Prices);
        _ledger.Add(PlannedLine(request, identity.Id, clientRequestId));
        PhotaJob job = await _client.SubmitAsync(request, clientRequestId, null, cancellationToken).ConfigureAwait(false);
        _ledger.Add(new LedgerLine { Event = LedgerLine.Submitted, Id = identity.Id, JobId = job.JobId, RequestId = job.RequestId });
        return job;
    }

    private async Task<IReadOnlyList<PhotaImage>> SaveAsync(
        IReadOnlyList<PhotaImage> images, OutputTarget target, Recorder recorder, CancellationToken cancellationToken)
    {
        List<PhotaImage> saved = [];
        foreach (PhotaImage image in images)
        {
            OutputTarget recorded = target with { Recording = picture => recorder.Record(image, picture) };
            _ledger.MakeRoom(recorded.PathFor(image.Index, image.Format), recorder.Id, target.Overwrite);
            saved.Add(await _client.SaveAsync(image, recorded, cancellationToken).ConfigureAwait(false));
        }

        return saved;
    }

    private LedgerLine PlannedLine(ImageRequest request, string id, string clientRequestId) => new()
    {
        Event = LedgerLine.Planned,
        Id = id,
        ClientRequestId = clientRequestId,
        Operation = request.Operation,
        Source = request.Source,
        Prompt = request.Prompt,
        BaseModel = request.Model,
        Resolution = request.PictureResolution,
        ProfileId = request.ProfileText,
        Of = request.Count,
        Cost = _client.Prices.Estimate(request),
    };
}

using System.Collections.Concurrent;

namespace Phota;

/// <summary>
/// Takes requests through their life: planned, reserved, sent, accepted, saved; or refused, or failed. Each status is in
/// the ledger, on disk, before what it announces happens, and everything that is decided about money is decided by it.
/// </summary>
internal sealed class RequestProcessor(
    PhotaClient client, Ledger ledger, RequestPlanner planner, Budget? budget, Action<OutputTarget?> prepare, IReadOnlyList<IRequestObserver> observers)
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new();
    private readonly ConcurrentDictionary<(string Fingerprint, int Index, int Attempt), bool> _told = new();
    private readonly string _keyTag = client.Key.CreateTag();
    private int _underWay;

    /// <summary>How many requests are sent and not through; those that were cancelled stay counted.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    /// <summary>Whether requests are only submitted, and their jobs are the result.</summary>
    public bool IsSubmitOnly { get; init; }

    /// <summary>A URL that the service posts to when a job is done; only where requests are only submitted.</summary>
    public Uri? CallbackUri { get; init; }

    /// <summary>What becomes of the photos' metadata.</summary>
    public MetadataMode MetadataMode { get; init; }

    /// <summary>Brings about all that one input asks for.</summary>
    /// <param name="request">The request; its count is the number of variations wanted in all.</param>
    /// <param name="fingerprint">Its fingerprint.</param>
    /// <param name="target">Where its images go; null leaves them at their URLs.</param>
    /// <param name="gate">Where the input waits for its turns.</param>
    /// <param name="cancellationToken">Stops it; what is paid for is in the ledger.</param>
    public async Task<ProcessedInput> RunAsync(
        ImageRequest request,
        RequestFingerprint fingerprint,
        OutputTarget? target,
        IRequestGate gate,
        CancellationToken cancellationToken)
    {
        // A second photo with the same bytes waits until the first is through, and finds its image: it has nothing to reserve.
        SemaphoreSlim turn = _turns.GetOrAdd(fingerprint.Value, _ => new SemaphoreSlim(1));
        if (!turn.Wait(0, CancellationToken.None))
        {
            gate.EndBudgetTurn();
            await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        Dictionary<int, BudgetReservation> reservations = [];
        try
        {
            ledger.RefreshSometimes();
            RequestPlan plan = planner.Plan(request, fingerprint, target);
            if (gate.MayDefer && planner.IsForAnother(plan))
            {
                gate.EndBudgetTurn();
                return new() { IsDeferred = true };
            }

            await ReserveAsync(plan, reservations, gate, cancellationToken).ConfigureAwait(false);
            ProcessedInput result = new();
            foreach (RequestStep step in plan.Steps)
            {
                if (step.Kind != StepKind.Find)
                {
                    await RunAsync(plan, step, result, reservations, gate, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    // An image that has no name yet gets it, also where only jobs are asked for.
                    PhotaImage image = Take(plan, step);
                    if (!IsSubmitOnly) result.Add(image);
                }

                // What was fetched needs no replacement, and the next step may wait for what was reserved for that.
                if (reservations.TryGetValue(step.First, out BudgetReservation? unused)) unused.Settle(0);
                reservations.Remove(step.First);
                if (result.Error is { IsFatal: true } || result.IsLeft) break;
            }

            result.Error ??= plan.Problem;
            result.TellOnce(image => !ledger.IsDestination || _told.TryAdd((fingerprint.Value, image.Index, image.RequestAttempt), true));
            return result;
        }
        finally
        {
            foreach (BudgetReservation reservation in reservations.Values) reservation.Settle(0);
            turn.Release();
        }
    }

    /// <summary>Reserves what the plan may cost when all inputs before have reserved, so that a budget goes to the requests that a plan of the batch names.</summary>
    private async Task ReserveAsync(RequestPlan plan, Dictionary<int, BudgetReservation> reservations, IRequestGate gate, CancellationToken cancellationToken)
    {
        if (budget is null) return;
        await gate.WaitForBudgetTurnAsync(cancellationToken).ConfigureAwait(false);
        foreach (RequestStep step in plan.Steps.Where(step => plan.PaidBy(step) > 0))
        {
            // What cannot be reserved at once keeps the turn until it is known what the requests before it cost.
            if (gate.IsClosed || plan.UnitPrice is not { } price || budget.TryReserve(price * step.Count) is not { } reservation) return;
            reservations.Add(step.First, reservation);
        }

        gate.EndBudgetTurn();
    }

    private async Task RunAsync(
        RequestPlan plan, RequestStep step, ProcessedInput result, Dictionary<int, BudgetReservation> reservations, IRequestGate gate, CancellationToken cancellationToken)
    {
        RequestState? state = await RunAsync(plan, step, reservations, gate, cancellationToken).ConfigureAwait(false);
        if (step.IsRepair && state?.Error is { Kind: PhotaErrorKind.NotFound } gone)
        {
            if (planner.Replacement(step) is { } replacement)
            {
                await RunAsync(plan, replacement, result, reservations, gate, cancellationToken).ConfigureAwait(false);
                return;
            }

            state.Error = RequestPlanner.MissingError(gone);
        }

        if (state is null) result.IsLeft = true;
        else result.Add(state);
    }

    /// <summary>Runs one request; null where nothing may be sent any more.</summary>
    private async Task<RequestState?> RunAsync(
        RequestPlan plan, RequestStep step, Dictionary<int, BudgetReservation> reservations, IRequestGate gate, CancellationToken cancellationToken)
    {
        RequestState state = new(plan.Request with { Count = step.Count }, plan.Fingerprint, step, plan.UnitPrice * step.Count);
        prepare(plan.Target);
        bool isFree = step.Kind == StepKind.Fetch;
        if (gate.IsClosed && !isFree) return null;
        try
        {
            // Before the request enters: one that runs alone must not wait for the reservations of those that wait for it.
            if (!isFree) await ReserveAsync(state, reservations, cancellationToken).ConfigureAwait(false);
            using IRequestSlot slot = await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
            if (gate.IsClosed && !isFree) return null;
            try
            {
                await ProcessAsync(state, plan, cancellationToken).ConfigureAwait(false);
                EndUnderWay(state);
            }
            catch (PhotaException e)
            {
                EndUnderWay(state);
                state.Error = e;
            }

            slot.End(state);
        }
        catch (PhotaException e)
        {
            state.Error = e;
        }
        finally
        {
            // What was sent and is neither refused nor settled by its images may have been charged.
            state.Reservation?.Settle(state.Status <= RequestStatus.Reserved ? 0 : null);
        }

        return state;
    }

    private async Task ReserveAsync(RequestState state, Dictionary<int, BudgetReservation> reservations, CancellationToken cancellationToken)
    {
        if (budget is null) return;
        if (state.Price is not { } price) throw Budget.UnknownPrice(state.Request);
        state.Reservation = reservations.TryGetValue(state.First, out BudgetReservation? reservation)
            ? reservation
            : await budget.ReserveAsync(price, cancellationToken).ConfigureAwait(false) ?? throw budget.Error();
        reservations.Remove(state.First);
        MoveTo(state, RequestStatus.Reserved);
    }

    private void EndUnderWay(RequestState state)
    {
        if (state.IsUnderWay) Interlocked.Decrement(ref _underWay);
    }

    private async Task ProcessAsync(RequestState state, RequestPlan plan, CancellationToken cancellationToken)
    {
        if (state.Step.Kind == StepKind.Fetch && IsSubmitOnly)
        {
            state.Job = PhotaJob.From(state, state.Step.Record!.Accepted!.JobId!, client.Prices);
            return;
        }

        LedgerImageStore? store = plan.Target is null ? null : new(ledger, ResultOwner.From(plan.Request, plan.Fingerprint, state.Attempt), plan.Target)
        {
            Metadata = new(MetadataMode, plan.Request.Operation, plan.Request.Inputs is [ImageInput first, ..] ? first.LocalPath : null),
        };
        if (state.Step.Kind == StepKind.Fetch)
        {
            state.Job = PhotaJob.From(state, state.Step.Record!.Accepted!.JobId!, client.Prices);
            MoveTo(state, RequestStatus.Accepted);
        }
        else if (!await SendAsync(state, store, cancellationToken).ConfigureAwait(false) || IsSubmitOnly)
        {
            return;
        }

        if (state.Job is not null)
        {
            await FetchAsync(state, store, cancellationToken).ConfigureAwait(false);
        }
        else if (store is not null && state.Images.Any(image => image.FullName is null))
        {
            PhotaImage[] images = [.. state.Images];
            state.Images.Clear();
            await DownloadAsync(state, images, store, cancellationToken).ConfigureAwait(false);
        }

        await EndAsync(state).ConfigureAwait(false);
    }

    /// <summary>Sends a request; false where it brought nothing.</summary>
    private async Task<bool> SendAsync(RequestState state, LedgerImageStore? store, CancellationToken cancellationToken)
    {
        bool isDirect = state.Request.ResponseMode == ResponseMode.Bytes && state.Step.Kind == StepKind.Send;
        LedgerFact sent = SentFact(state, isDirect);
        cancellationToken.ThrowIfCancellationRequested();
        await ledger.AddAsync(sent).ConfigureAwait(false);
        state.IsSentHere = true;
        MoveTo(state, RequestStatus.Sent);
        if (isDirect && !ledger.TryClaim(state.Fingerprint.Value, state.First, state.Count, state.Attempt))
        {
            state.Error = new PhotaException(PhotaErrorKind.OutputFile, "Another process has sent this request on the direct path, or has ended before it could say so.")
            {
                Remedy = PhotaRemedy.WaitForProcessOrPay,
            };
            await RefuseAsync(state, sent).ConfigureAwait(false);
            return false;
        }

        if (store is not null) store.Image = new() { Operation = state.Request.Operation, EstimatedCost = state.Price / state.Count, MadeAt = DateTimeOffset.UtcNow, ClientRequestId = sent.ClientRequestId };
        Submission answer;
        RequestProgress progress = new();
        try
        {
            answer = await client.SubmitAsync(state.Request, isDirect ? null : state.ClientRequestId, CallbackUri, store, state.First - 1, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!progress.IsSent)
        {
            if (isDirect) Unclaim(state);
            await RefuseAsync(state, sent).ConfigureAwait(false);
            throw;
        }

        state.Error = answer.Error;
        state.Images.AddRange(answer.Images.Select(image => image with
        {
            Fingerprint = state.Fingerprint.Value,
            RequestAttempt = state.Attempt,
            ClientRequestId = isDirect ? null : state.ClientRequestId,
        }));
        switch (answer.Delivery)
        {
            case RequestDelivery.Refused:
                if (isDirect) Unclaim(state);
                await RefuseAsync(state, sent).ConfigureAwait(false);
                return false;
            case RequestDelivery.Failed:
                await FailAsync(state, answer.Error!).ConfigureAwait(false);
                return false;
            case RequestDelivery.Unknown:
                return false;
            default:
                await ledger.AddAsync(Fact(state, LedgerFact.Accepted) with { JobId = answer.Job?.JobId, RequestId = answer.RequestId, Key = _keyTag }).ConfigureAwait(false);
                MoveTo(state, RequestStatus.Accepted);
                state.Job = answer.Job is null ? null : PhotaJob.From(state, answer.Job.JobId, client.Prices).Updated(answer.Job) with
                {
                    Attempt = answer.Job.Attempt,
                    // A repeat may have got a job that is long done.
                    SubmittedAt = state.Step.Kind == StepKind.Send ? answer.Job.SubmittedAt : null,
                };
                return true;
        }
    }

    private async Task FetchAsync(RequestState state, LedgerImageStore? store, CancellationToken cancellationToken)
    {
        PhotaJob job;
        try
        {
            job = state.Job!.IsKnown ? state.Job : await client.WaitForJobAsync(state.Job, s_pollInterval, client.Timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (PhotaException e) when (e.StatusCode is 401 or 404 && !client.Key.HasTag(state.Step.Record?.Accepted?.Key))
        {
            throw new PhotaException(e.Kind, $"Job {state.Job!.JobId} was submitted with another key, and this key does not find it: {e.Message}", e)
            {
                StatusCode = e.StatusCode,
                Remedy = PhotaRemedy.UseSubmittersKey,
            };
        }
        catch (PhotaException e) when (e.StatusCode is 404 or 410)
        {
            // A job that was saved once and is asked for again is a matter of the file that is gone.
            if (!state.Step.IsRepair) await FailAsync(state, e).ConfigureAwait(false);
            throw new PhotaException(PhotaErrorKind.NotFound, $"The service no longer knows job {state.Job!.JobId}: {e.Message}", e)
            {
                StatusCode = e.StatusCode,
                RequestId = e.RequestId,
                Remedy = PhotaRemedy.PayForFailed,
            };
        }

        state.Job = job;
        if (job.Status == PhotaJobStatus.Failed)
        {
            PhotaException error = ImageMaker.Failed(job);
            await FailAsync(state, error).ConfigureAwait(false);
            throw error;
        }

        // Its end notes that it brought nothing.
        if (job.Result is not { DownloadUrls.Count: > 0 }) return;

        if (store is null) state.Images.AddRange(ReadImages(state, job));
        else await SaveAsync(state, ReadImages(state, job), store, cancellationToken).ConfigureAwait(false);
    }

    private async Task SaveAsync(RequestState state, IReadOnlyList<PhotaImage> images, LedgerImageStore store, CancellationToken cancellationToken)
    {
        try
        {
            await DownloadAsync(state, images, store, cancellationToken).ConfigureAwait(false);
        }
        catch (PhotaException e) when (e.Kind == PhotaErrorKind.NotFound)
        {
            // A URL that has expired: the job may give a new one.
            PhotaJob job = await client.GetJobAsync(state.Job!, cancellationToken).ConfigureAwait(false);
            try
            {
                await DownloadAsync(state, ReadImages(state, job), store, cancellationToken).ConfigureAwait(false);
            }
            catch (PhotaException again) when (again.Kind == PhotaErrorKind.NotFound && !state.Step.IsRepair)
            {
                await FailAsync(state, again).ConfigureAwait(false);
                throw;
            }
        }
    }

    // One URL that cannot be used does not keep the others from being saved; the job is asked again by the next run.
    private IReadOnlyList<PhotaImage> ReadImages(RequestState state, PhotaJob job)
    {
        try
        {
            IReadOnlyList<PhotaImage> images = ImageMaker.FromJob(job, client.Prices);
            return [.. images.Take(state.Count).Select(image => image with { Origin = state.IsSentHere ? ImageOrigin.New : ImageOrigin.Fetched })];
        }
        catch (PhotaException e) when (e.PaidImages.Count > 0)
        {
            state.Error = e;
            return [.. e.PaidImages.Take(state.Count)];
        }
    }

    private async Task DownloadAsync(RequestState state, IReadOnlyList<PhotaImage> images, LedgerImageStore store, CancellationToken cancellationToken)
    {
        PhotaException? error = null;
        bool[] areRejected = ledger.Read(state.Fingerprint.Value, entry => images.Select(image => entry.IsRejected(image.Variation)).ToArray());
        state.Rejected = areRejected.Count(isRejected => isRejected);
        foreach (PhotaImage image in images.Where((_, i) => !areRejected[i]))
        {
            if (state.Images.Any(saved => saved.Index == image.Index) || store.Existing(image) is { } existing && AddExisting(existing)) continue;
            try
            {
                PhotaImage saved = await client.SaveAsync(image, store, cancellationToken).ConfigureAwait(false);
                state.Images.Add(ledger.Priced(saved with { Fingerprint = state.Fingerprint.Value }, state.Attempt));
            }
            catch (PhotaException e) when (!e.IsFatal)
            {
                // The others are paid for too.
                error ??= e;
            }
        }

        if (error is not null) throw error;

        bool AddExisting(PhotaImage existing)
        {
            state.Images.Add(existing);
            return true;
        }
    }

    /// <summary>Notes what a request that is through did not bring.</summary>
    private async Task EndAsync(RequestState state)
    {
        if (state.Images.Count == 0 && state.Rejected == 0)
        {
            state.Error ??= new PhotaException(PhotaErrorKind.Response, "The service answered without an image.") { RequestId = state.Job?.RequestId };
            if (!state.Step.IsRepair) await FailAsync(state, state.Error).ConfigureAwait(false);
            return;
        }

        if (state.Undelivered > 0 && state.Error is null)
        {
            LedgerFact fact = Fact(state, LedgerFact.Undelivered) with { First = state.First + state.Count - state.Undelivered, Count = state.Undelivered };
            await ledger.AddAsync(fact).ConfigureAwait(false);
        }

        if (state.Error is null) MoveTo(state, RequestStatus.Saved);
    }

    private void Unclaim(RequestState state) => ledger.Unclaim(state.Fingerprint.Value, state.First, state.Count, state.Attempt);

    private async Task RefuseAsync(RequestState state, LedgerFact sent)
    {
        await ledger.AddAsync(Fact(state, LedgerFact.Refused) with { Send = sent.Send }).ConfigureAwait(false);
        MoveTo(state, RequestStatus.Refused);
    }

    private async Task FailAsync(RequestState state, PhotaException error)
    {
        await ledger.AddAsync(Fact(state, LedgerFact.Failed) with
        {
            JobId = state.Job?.JobId,
            RequestId = error.RequestId,
            Error = error.Message,
            ErrorCode = error.ServiceCode,
        }).ConfigureAwait(false);
        MoveTo(state, RequestStatus.Failed);
    }

    private PhotaImage Take(RequestPlan plan, RequestStep step)
    {
        FoundImage found = step.Found!;
        PhotaImage image = ledger.Read(plan.Fingerprint.Value, entry => ledger.ToImage(entry, found.Saved));
        image = ledger.Priced(image with { Source = plan.Request.Source, Origin = ImageOrigin.Fetched }, step.Attempt);
        string wanted = plan.Target!.PathFor(step.First - 1, image.Format);
        if (found.At == wanted) return image with { FullName = wanted };
        prepare(plan.Target);
        LedgerImageStore store = new(ledger, ResultOwner.From(plan.Request, plan.Fingerprint, step.Attempt), plan.Target) { CopyOf = found };
        try
        {
            if (found.IsPart) return image.Saved(store.Finish(found));
            return image.Saved(AtomicImageFile.Copy(found.At, store, step.First - 1));
        }
        catch (IOException) when (!found.IsPart && ledger.ReplacedPath(found.Saved) is { } replaced && found.At != replaced && File.Exists(replaced))
        {
            // The photo that had this image was edited, and another input of this batch has given its name to the new one.
            return Take(plan, step with { Found = found with { At = replaced } });
        }
        catch (IOException e)
        {
            throw new PhotaException(PhotaErrorKind.OutputFile, $"'{wanted}' cannot be made of '{found.At}': {e.Message}", e)
            {
                Remedy = PhotaRemedy.RunAgain,
            };
        }
    }

    private void MoveTo(RequestState state, RequestStatus status)
    {
        state.Status = status;
        if (status is RequestStatus.Sent or RequestStatus.Accepted && !state.IsUnderWay)
        {
            state.IsUnderWay = true;
            Interlocked.Increment(ref _underWay);
        }

        foreach (IRequestObserver observer in observers) observer.StatusChanged(state);
    }

    private static LedgerFact Fact(RequestState state, string name) => new()
    {
        State = name,
        Fingerprint = state.Fingerprint.Value,
        First = state.First,
        Count = state.Count,
        Attempt = state.Attempt,
    };

    private LedgerFact SentFact(RequestState state, bool isDirect) => Fact(state, LedgerFact.Sent) with
    {
        Send = Guid.NewGuid().ToString("N").Substring(0, 12),
        Options = state.Fingerprint.Options,
        Key = _keyTag,
        Direct = isDirect ? true : null,
        Operation = state.Request.Operation,
        Source = state.Request.Source is { } source ? ShownSource.Of(source) : null,
        Prompt = state.Request.Prompt,
        BaseModel = state.Request.Model,
        Resolution = state.Request.OutputResolution,
        ProfileId = state.Request.ProfileText,
        Format = OutputTarget.ToImageFormat(state.Request.OutputFormat),
        ClientRequestId = isDirect ? null : state.ClientRequestId,
        Cost = state.Price,
    };
}

/// <summary>What came of one input: its images or its jobs, and what went wrong.</summary>
internal sealed class ProcessedInput
{
    public List<IPriced> Results { get; } = [];

    public PhotaException? Error { get; set; }

    /// <summary>Whether the input was not sent because sending has stopped.</summary>
    public bool IsLeft { get; set; }

    /// <summary>Whether nothing was done because another process has the request under way, or will.</summary>
    public bool IsDeferred { get; init; }

    /// <summary>How many images were asked of the service and not delivered.</summary>
    public int Undelivered { get; private set; }

    /// <summary>How many images the service gave beyond what was asked for.</summary>
    public int Excess { get; private set; }

    public void Add(RequestState state)
    {
        foreach (PhotaImage image in state.Images) Add(image);
        if (state.Images.Count == 0 && state.Rejected == 0 && state.Job is not null && state.Error is null) Results.Add(state.Job);
        if (state.Status == RequestStatus.Saved) Undelivered += state.Undelivered;
        Excess += state.Job?.CountExcessImages() ?? 0;
        Error ??= state.Error;
        IsLeft |= state.Error is { IsFatal: true };
    }

    /// <summary>Takes the cost from images that another input of the same batch tells of: photos with the same bytes.</summary>
    public void TellOnce(Func<PhotaImage, bool> isFirst)
    {
        for (int i = 0; i < Results.Count; i++)
        {
            if (Results[i] is PhotaImage { Origin: not ImageOrigin.Found } image && !isFirst(image))
                Results[i] = image with { Origin = ImageOrigin.Found, EstimatedCost = 0 };
        }
    }

    /// <summary>Adds an image, unless it came already: a job of several variations may have one that another step has found.</summary>
    public void Add(PhotaImage image)
    {
        if (!Results.OfType<PhotaImage>().Any(known => known.Index == image.Index)) Results.Add(image);
    }
}

/// <summary>Where an input waits for its turns.</summary>
internal interface IRequestGate
{
    /// <summary>Whether nothing may be sent any more.</summary>
    bool IsClosed { get; }

    /// <summary>Whether the input may go to the end of the queue.</summary>
    bool MayDefer { get; }

    /// <summary>Waits until all inputs before have reserved what they may cost.</summary>
    Task WaitForBudgetTurnAsync(CancellationToken cancellationToken);

    /// <summary>Lets the next input reserve.</summary>
    void EndBudgetTurn();

    /// <summary>Waits until a request may be sent.</summary>
    Task<IRequestSlot> EnterAsync(CancellationToken cancellationToken);
}

/// <summary>The place that a request takes among those that run at once.</summary>
internal interface IRequestSlot : IDisposable
{
    void End(RequestState state);
}

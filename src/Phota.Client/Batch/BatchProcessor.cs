using System.Collections.Concurrent;

namespace Phota;

/// <summary>How a batch of requests is run.</summary>
public sealed record BatchOptions
{
    /// <summary>What was paid for before, and where it is written down what is paid for now.</summary>
    public required Ledger Ledger { get; init; }

    /// <summary>The destination; null leaves images at their URLs.</summary>
    public OutputFolder? Folder { get; init; }

    /// <summary>A limit on spending, or null.</summary>
    public Budget? Budget { get; init; }

    /// <summary>The share of all requests that this machine takes; null for all.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Whether every photo is read, and none recognized by its size and times.</summary>
    public bool Verify { get; init; }

    /// <summary>What is paid for again.</summary>
    public RetryStates Retry { get; init; }

    /// <summary>Whether requests are only submitted, and their jobs are the results.</summary>
    public bool IsSubmitOnly { get; init; }

    /// <summary>A URL that the service posts to when a submitted job is done.</summary>
    public Uri? CallbackUri { get; init; }

    /// <summary>What becomes of the photos' metadata.</summary>
    public MetadataMode MetadataMode { get; init; }

    /// <summary>How many requests run at once.</summary>
    public int ThrottleLimit { get; init; } = 4;

    /// <summary>Whether outcomes come in the order of their inputs.</summary>
    public bool IsOrdered { get; init; }

    /// <summary>Where to count what is done.</summary>
    public BatchProgress Progress { get; init; } = new();
}

/// <summary>
/// Runs a batch of requests: plans each, sends what has to be paid for, fetches what is paid for, and finds what exists.
/// The first request that a user ever makes of an operation runs alone until its image is there.
/// </summary>
public sealed class BatchProcessor : IDisposable
{
    private readonly PhotaClient _client;
    private readonly BatchOptions _options;
    private readonly RequestPlanner _planner;
    private readonly RequestProcessor _processor;
    private readonly Batch _batch;
    private readonly SemaphoreSlim _alone = new(1);
    private readonly ConcurrentDictionary<string, bool> _proven = new();
    private readonly Dictionary<string, HashSet<int>> _planned = new(StringComparer.Ordinal);
    private readonly List<(string Fingerprint, int Variation, int Attempt)> _received = [];
    private readonly List<(ulong Rank, object Input, ImageRequest Request, OutputTarget? Target)> _deferred = [];
    private readonly object _prepareLock = new();
    private decimal? _plannedLeft;
    private bool _isBudgetPlanned;
    private Task _budgetTurn = Task.CompletedTask;
    private bool _isPrepared;
    private int _paidForNothing;

    /// <summary>Creates a processor; outcomes are handed over on the thread that adds and completes.</summary>
    /// <param name="client">The account that pays.</param>
    /// <param name="options">How to run the batch.</param>
    /// <param name="deliver">Takes what became of an input.</param>
    /// <param name="tick">Called several times a second while the batch waits.</param>
    public BatchProcessor(PhotaClient client, BatchOptions options, Action<BatchOutcome> deliver, Action tick)
    {
        _client = client;
        _options = options;
        _planner = new RequestPlanner(client.Prices, client.Key, options.Ledger, options.Retry);
        _processor = new RequestProcessor(client, options.Ledger, _planner, options.Budget, Prepare, [new BudgetObserver()])
        {
            IsSubmitOnly = options.IsSubmitOnly,
            CallbackUri = options.CallbackUri,
            MetadataMode = options.MetadataMode,
        };
        options.Ledger.Sweep();
        _batch = new Batch(options.ThrottleLimit, deliver, tick, options.Progress, options.IsOrdered);
    }

    /// <summary>The error that stopped the sending; null while nothing has.</summary>
    public PhotaException? Ending => _batch.Ending;

    /// <summary>The inputs that were left because the sending had stopped.</summary>
    public IReadOnlyList<object> Left => _batch.Left;

    /// <summary>How many requests are sent and not finished; after a stop, how many the same command has to fetch.</summary>
    public int UnderWay => _processor.UnderWay;

    /// <summary>Plans one request without sending anything; null when it falls to another share or is passed over.</summary>
    /// <param name="request">The request.</param>
    /// <exception cref="PhotaException">It cannot be done.</exception>
    public PhotaPlan? Plan(ImageRequest request)
    {
        if (PassedOver(request) is not null) return null;
        request.Validate();
        OutputTarget? target = _options.Folder?.TargetFor(request, Fingerprint);
        RequestFingerprint fingerprint = Fingerprint(request);
        // Which share an image falls to is decided by its bytes, so one that is not made yet is planned in each.
        if (_options.Shard is { } shard && !request.Inputs.OfType<PlannedPhoto>().Any() && !fingerprint.IsIn(shard)) return null;
        _options.Folder?.Claim(request, target!, fingerprint, Fingerprint);
        RequestPlan plan = _planner.Plan(request, fingerprint, target);
        return PhotaPlan.From(_planned.TryGetValue(fingerprint.Value, out HashSet<int>? paid) ? AfterTwin(plan, paid) : Afford(plan));
    }

    /// <summary>Starts work on an input as soon as there is room.</summary>
    /// <param name="input">The input, for the outcome.</param>
    /// <param name="request">The request; its count is the number of variations wanted in all.</param>
    /// <exception cref="PhotaException">The request cannot be made; nothing was sent.</exception>
    /// <exception cref="OperationCanceledException">The batch was stopped.</exception>
    public void Add(object input, ImageRequest request)
    {
        request.Validate();
        if (PassedOver(request) is { } reason)
        {
            _batch.Add(input, _ => Task.FromResult(new BatchOutcome(input, [], null) { PassedOver = reason }));
            return;
        }

        OutputTarget? target = _options.Folder?.TargetFor(request, Fingerprint);
        _options.Folder?.Claim(request, target!, fingerprint: null, Fingerprint);
        Add(input, request, target, mayDefer: _options is { IsOrdered: false, Shard: null, Ledger.IsDestination: true });
    }

    /// <summary>Notes that an image is about to be written to the pipeline, so that its cost is told once.</summary>
    /// <param name="image">An image of this batch.</param>
    /// <returns>The image as it is to be written: without its cost where another process tells that.</returns>
    public PhotaImage Tell(PhotaImage image)
    {
        if (_options.Ledger.IsDestination) return _options.Ledger.Tell(image);
        if (image.Fingerprint is not null) _received.Add((image.Fingerprint, image.Variation, image.RequestAttempt));
        return image;
    }

    /// <summary>
    /// Notes that all images went through the pipeline. Without a destination they may be on their way to a disk until then,
    /// and what is lost before stays listed as not received.
    /// </summary>
    public void ConfirmTold()
    {
        foreach ((string fingerprint, int variation, int attempt) in _received) _options.Ledger.AddTold(fingerprint, variation, attempt);
        _received.Clear();
    }

    /// <summary>Waits for what is under way.</summary>
    /// <exception cref="OperationCanceledException">The batch was stopped.</exception>
    public void Complete()
    {
        _batch.Complete();
        AddDeferred();
        _batch.Complete();
    }

    /// <summary>Whether a file is the metadata that was written beside a result of this destination, and so no photo.</summary>
    /// <param name="path">The file's path.</param>
    public bool IsSidecar(string path) => _options.Ledger.IsDestination && _options.Ledger.IsSidecar(path);

    /// <summary>Whether anything is under way.</summary>
    public bool IsBusy => _batch.Running > 0 || HasDeferred;

    /// <summary>Hands over what finishes until another task has, or for a time.</summary>
    /// <param name="other">The task that is waited for.</param>
    /// <param name="time">How long at most.</param>
    /// <exception cref="OperationCanceledException">The batch was stopped.</exception>
    public void WaitFor(Task other, TimeSpan time)
    {
        if (_batch.Running == 0) AddDeferred();
        _batch.WaitFor(other, time);
    }

    /// <summary>Cancels what is not sent yet, from any thread; what is sent is fetched by the same command another time.</summary>
    public void Stop() => _batch.Stop();

    /// <inheritdoc/>
    public void Dispose()
    {
        _batch.Dispose();
        _options.Ledger.Dispose();
        _alone.Dispose();
    }

    private void Add(object input, ImageRequest request, OutputTarget? target, bool mayDefer)
    {
        Gate gate = new(this, request.Operation, _budgetTurn) { MayDefer = mayDefer };
        _budgetTurn = gate.BudgetTurn;
        _batch.Add(input, stop => RunAsync(input, request, target, gate, stop), isFree: true);
    }

    private bool HasDeferred
    {
        get
        {
            lock (_deferred) return _deferred.Count > 0;
        }
    }

    // By now most are saved, and found. The rest is taken in an order that no other process has.
    private void AddDeferred()
    {
        (ulong Rank, object Input, ImageRequest Request, OutputTarget? Target)[] deferred;
        lock (_deferred)
        {
            deferred = [.. _deferred.OrderByDescending(late => late.Rank)];
            _deferred.Clear();
        }

        foreach ((_, object input, ImageRequest request, OutputTarget? target) in deferred) Add(input, request, target, mayDefer: false);
    }

    private async Task<BatchOutcome> RunAsync(object input, ImageRequest request, OutputTarget? target, Gate gate, CancellationToken stop)
    {
        try
        {
            // Finding out what exists would read every photo that is still to come; at the end of a budget that is wanted.
            if (_batch.Ending is { Kind: not PhotaErrorKind.Budget }) return new(input, [], null) { IsLeft = true };
            RequestFingerprint fingerprint = Fingerprint(request);
            if (_options.Shard is { } shard && !fingerprint.IsIn(shard)) return new(input, [], null) { PassedOver = "falls to another share" };
            _options.Folder?.Claim(request, target!, fingerprint, Fingerprint);
            foreach (LocalPhoto photo in request.Inputs.OfType<LocalPhoto>()) photo.Remember(_options.Ledger.Photos);
            ProcessedInput done = await _processor.RunAsync(request, fingerprint, target, gate, stop).ConfigureAwait(false);

            if (done.IsDeferred)
            {
                lock (_deferred) _deferred.Add((_options.Ledger.Rank(fingerprint.Value), input, request, target));
                return new(input, [], null) { IsDeferred = true };
            }

            // Before the turn ends: no input after this one may reserve once the budget is reached.
            if (done.Error is { IsFatal: true } error) _batch.End(error);
            return new(input, done.Results, done.Error) { IsLeft = done.IsLeft, Undelivered = done.Undelivered, Excess = done.Excess };
        }
        finally
        {
            gate.EndBudgetTurn();
        }
    }

    // Another name of the same photo gets copies of what the first pays for. It may need one image more: one that was changed
    // by hand under the first name.
    private RequestPlan AfterTwin(RequestPlan plan, HashSet<int> paid)
    {
        RequestPlan rest = plan with { Steps = [.. plan.Steps.Where(step => plan.PaidBy(step) == 0 || !Variations(step).All(paid.Contains))] };
        return rest.Paid == 0 ? plan with { IsTwin = true } : Afford(rest);
    }

    private void NotePaid(RequestPlan plan)
    {
        if (!_planned.TryGetValue(plan.Fingerprint.Value, out HashSet<int>? paid)) _planned.Add(plan.Fingerprint.Value, paid = []);
        paid.UnionWith(plan.Steps.Where(step => plan.PaidBy(step) > 0).SelectMany(Variations));
    }

    private static IEnumerable<int> Variations(RequestStep step) => Enumerable.Range(step.First, step.Count);

    // What the budget would let through if each request cost the most that it may.
    private RequestPlan Afford(RequestPlan plan)
    {
        if (_options.Budget is not { } budget)
        {
            NotePaid(plan);
            return plan;
        }

        _plannedLeft ??= budget.Left;
        List<RequestStep> steps = [];
        PhotaException? problem = null;
        foreach (RequestStep step in plan.Steps)
        {
            int images = plan.PaidBy(step);
            decimal? cost = images == 0 ? 0 : plan.UnitPrice * images;
            if (cost is null)
            {
                problem ??= Budget.UnknownPrice(plan.Request);
            }
            else if (cost > 0 && (_isBudgetPlanned || cost > _plannedLeft))
            {
                _isBudgetPlanned = true;
                problem ??= new PhotaException(PhotaErrorKind.Budget, budget.Error().Message);
                break;
            }
            else
            {
                _plannedLeft -= cost;
                steps.Add(step);
            }
        }

        if (problem is null) NotePaid(plan);
        return plan with { Steps = steps, Problem = problem ?? plan.Problem };
    }

    private void Prepare(OutputTarget? target)
    {
        lock (_prepareLock)
        {
            if (!_isPrepared) _options.Ledger.RequireWritable();
            _isPrepared = true;
            if (target is not null) _options.Folder!.Prepare(target);
        }
    }

    private RequestFingerprint Fingerprint(ImageRequest request) => _options.Ledger.IsDestination || _options.Shard is not null
        ? RequestFingerprint.Compute(request, _client.BaseUri, _options.Verify ? null : _options.Ledger.Photos)
        : RequestFingerprint.CreateUnique();

    private string? PassedOver(ImageRequest request)
    {
        foreach (LocalPhoto photo in request.Inputs.OfType<LocalPhoto>())
        {
            if (photo.Path.Split('/', '\\').Contains(".phota")) return "belongs to a ledger";
            if (_options.Ledger.IsDestination && _options.Ledger.OwnerOf(photo.Path) is not null) return "is a result of this destination";
        }

        return null;
    }

    private void End(RequestState state, string operation)
    {
        if (state.IsSentHere && state.Error is null)
        {
            if (_proven.TryAdd(operation, true)) UserState.Prove(_client.BaseUri, operation);
        }

        if (state.Images.Count > 0) Interlocked.Exchange(ref _paidForNothing, 0);
        if (!state.IsPaidForNothing) return;

        // Every request that may be paid for and brings nothing is money lost; as many as run at once are enough to know.
        int limit = Math.Max(2, _options.ThrottleLimit);
        if (Interlocked.Increment(ref _paidForNothing) < limit) return;
        _batch.End(new PhotaException(PhotaErrorKind.Service, $"{limit} requests in a row may be paid for and brought no image; no more are sent. The last error: {state.Error?.Message}", state.Error)
        {
            IsFatal = true,
            Remedy = PhotaRemedy.FindCause,
        });
    }

    private bool IsProven(string operation) =>
        _proven.ContainsKey(operation) || (UserState.IsProven(_client.BaseUri, operation) && (_proven.TryAdd(operation, true) || true));

    private sealed class Gate(BatchProcessor owner, string operation, Task previousBudgetTurn) : IRequestGate
    {
        private readonly TaskCompletionSource<bool> _budgetTurn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task BudgetTurn => _budgetTurn.Task;

        public bool MayDefer { get; init; }

        public bool IsClosed => owner._batch.Ending is not null;

        public async Task WaitForBudgetTurnAsync(CancellationToken cancellationToken)
        {
            using CancellationTokenRegistration registration = cancellationToken.Register(() => _budgetTurn.TrySetResult(false));
            await Task.WhenAny(previousBudgetTurn, _budgetTurn.Task).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        public void EndBudgetTurn() => _budgetTurn.TrySetResult(true);

        public async Task<IRequestSlot> EnterAsync(CancellationToken cancellationToken)
        {
            if (owner.IsProven(operation)) return new Slot(owner, operation, isAlone: false);
            await owner._alone.WaitAsync(cancellationToken).ConfigureAwait(false);
            bool isAlone = !owner.IsProven(operation);
            if (!isAlone) owner._alone.Release();
            return new Slot(owner, operation, isAlone);
        }
    }

    private sealed class Slot(BatchProcessor owner, string operation, bool isAlone) : IRequestSlot
    {
        public void End(RequestState state) => owner.End(state, operation);

        public void Dispose()
        {
            if (isAlone) owner._alone.Release();
        }
    }
}

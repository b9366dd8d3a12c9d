using Phota.Tests.Live;

namespace Phota.Tests.Batches;

/// <summary>One command over a sandbox: each run has a ledger and a processor of its own, as a process of its own would.</summary>
internal sealed record TestBatch(TestSandbox Sandbox)
{
    /// <summary>The destination; null for the journal and images at their URLs.</summary>
    public string? Destination { get; init; } = Sandbox.Folder.File("out");

    public string Key { get; init; } = Sandbox.Key;

    public TimeSpan? Timeout { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Uri? BaseUri { get; init; }

    public HttpMessageHandler? PrimaryHandler { get; init; }

    public decimal? MaxCost { get; init; }

    public RetryStates Retry { get; init; }

    public int ThrottleLimit { get; init; } = 4;

    public bool Overwrite { get; init; }

    public bool IsSubmitOnly { get; init; }

    public MetadataMode MetadataMode { get; init; }

    public bool IsOrdered { get; init; } = true;

    public string? RelativeTo { get; init; }

    public Shard? Shard { get; init; }

    public bool Verify { get; init; }

    /// <summary>How long a photo must have lain untouched to be recognized later; null stands for what users have.</summary>
    public TimeSpan? Settling { get; init; }

    /// <summary>Whether results reach the pipeline; false stands for a process that dies before.</summary>
    public bool Tells { get; init; } = true;

    public Ledger OpenLedger() => Destination is null ? Ledger.OpenJournal(Clock) : Ledger.Open(Destination, Clock, Settling);

    /// <summary>Starts it; what is to be waited for is the run's task.</summary>
    public TestRun Start(params ImageRequest[] requests) => new(this, requests);

    /// <summary>Runs it to its end.</summary>
    public async Task<TestRun> RunAsync(params ImageRequest[] requests)
    {
        using TestRun run = Start(requests);
        await run.Task;
        return run;
    }

    /// <summary>What <c>-WhatIf</c> shows.</summary>
    public PhotaPlan?[] Plan(params ImageRequest[] requests)
    {
        using BatchProcessor processor = Create(OpenLedger(), _ => { });
        return [.. requests.Select(processor.Plan)];
    }

    public BatchProcessor Create(Ledger ledger, Action<BatchOutcome> deliver)
    {
        PhotaClientOptions options = new(new ApiKey(Key)) { BaseUri = BaseUri ?? Sandbox.BaseUri, Timeout = Timeout ?? TimeSpan.FromSeconds(60), TimeProvider = Clock, PrimaryHandler = PrimaryHandler };
        return new BatchProcessor(
            new PhotaClient(options),
            new BatchOptions
            {
                Ledger = ledger,
                Folder = Destination is null ? null : new OutputFolder(Destination, RelativeTo, Overwrite),
                Budget = MaxCost is { } limit ? new Budget(limit) : null,
                Shard = Shard,
                Verify = Verify,
                Retry = Retry,
                ThrottleLimit = ThrottleLimit,
                IsSubmitOnly = IsSubmitOnly,
                MetadataMode = MetadataMode,
                IsOrdered = IsOrdered,
            },
            deliver,
            () => { });
    }
}

/// <summary>A run of a command, under way or over.</summary>
internal sealed class TestRun : IDisposable
{
    private readonly TestBatch _batch;
    private readonly BatchProcessor _processor;
    private readonly List<BatchOutcome> _outcomes = [];

    public TestRun(TestBatch batch, ImageRequest[] requests)
    {
        _batch = batch;
        _processor = batch.Create(batch.OpenLedger(), Deliver);
        Task = Task.Run(() =>
        {
            foreach (ImageRequest request in requests)
            {
                try
                {
                    _processor.Add(request, request);
                }
                catch (PhotaException e)
                {
                    _outcomes.Add(new(request, [], e));
                }
            }

            _processor.Complete();
            if (_batch.Tells) _processor.ConfirmTold();
        });
    }

    public Task Task { get; }

    public IReadOnlyList<BatchOutcome> Outcomes => _outcomes;

    public PhotaImage[] Images => [.. _outcomes.SelectMany(outcome => outcome.Results.OfType<PhotaImage>())];

    public PhotaJob[] Jobs => [.. _outcomes.SelectMany(outcome => outcome.Results.OfType<PhotaJob>())];

    public PhotaException[] Errors => [.. _outcomes.Where(outcome => outcome.Error is not null).Select(outcome => outcome.Error!)];

    public PhotaException? Ending => _processor.Ending;

    public IReadOnlyList<object> Left => _processor.Left;

    public int UnderWay => _processor.UnderWay;

    /// <summary>What its receipts add up to.</summary>
    public decimal Cost => Images.Sum(image => image.EstimatedCost ?? 0);

    /// <summary>How many of its images came how.</summary>
    public int Count(ImageOrigin origin) => Images.Count(image => image.Origin == origin);

    /// <summary>Ends it as the death of its process would: what is under way is cancelled wherever it is.</summary>
    public async Task AbandonAsync()
    {
        _processor.Stop();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task);
        Dispose();
    }

    public void Stop() => _processor.Stop();

    public void Dispose() => _processor.Dispose();

    private void Deliver(BatchOutcome outcome) => _outcomes.Add(_batch.Tells
        ? outcome with { Results = [.. outcome.Results.Select(result => result is PhotaImage image ? _processor.Tell(image) : result)] }
        : outcome);
}

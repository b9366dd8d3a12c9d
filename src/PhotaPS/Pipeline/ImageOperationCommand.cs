using System.Collections;
using System.ComponentModel;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>What the four picture operations share: how many, in what format, where to, and at what price.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ImageOperationCommand : PhotaBatchCommand
{
    private readonly Undone _undone = new();
    private OutputFolder? _folder;
    private Ledger? _ledger;
    private Planner? _planner;
    private PlanRunner? _runner;
    private Budget? _budget;
    private Consent? _consent;
    private PhotaPlanTotal _total = new();

    /// <summary>How many pictures to make of each input, 1 to 4; each is charged.</summary>
    [Parameter]
    [ValidateRange(1, 4)]
    public int Count { get; set; } = 1;

    /// <summary>The format of the results.</summary>
    [Parameter]
    public OutputFormat OutputFormat { get; set; } = OutputFormat.Jpg;

    /// <summary>How the service hands the results over: by address, or as bytes inside its answer.</summary>
    [Parameter]
    public ResponseMode ResponseMode { get; set; } = ResponseMode.Urls;

    /// <summary>The folder to save the results in; it is created where it is missing. Without it results stay at their addresses for 24 hours.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>The folder above the photos, whose tree is mirrored below the destination.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RelativeTo { get; set; }

    /// <summary>Overwrites existing results.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits a job at once instead of waiting for the pictures; receive them with Wait-PhotaJob and Receive-PhotaJob.</summary>
    [Parameter]
    public SwitchParameter Async { get; set; }

    /// <summary>An https address that the service posts to when a job is done; only with -Async.</summary>
    [Parameter]
    [ValidateNotNull]
    public Uri? CallbackUri { get; set; }

    /// <summary>Fields merged into each request as they are, for API fields newer than this module.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable AdditionalBody { get; set; } = [];

    /// <summary>
    /// Keeps a ledger in the destination, so that the same command continues where an earlier run ended, however it
    /// ended: what is saved is skipped, what is paid is fetched, and only the rest is sent.
    /// </summary>
    [Parameter]
    public SwitchParameter Resume { get; set; }

    /// <summary>Takes one of several equal shares of the photos, by their content: 3/10 is the third of ten.</summary>
    [Parameter]
    [ValidatePattern("^[1-9][0-9]*/[1-9][0-9]*$")]
    public string? Shard { get; set; }

    /// <summary>The most that this command may spend, in US dollars; what would go beyond it is not sent.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public decimal? MaxCost { get; set; }

    /// <summary>Writes a small file beside each result that says how it came about.</summary>
    [Parameter]
    public SwitchParameter Provenance { get; set; }

    private protected abstract string Operation { get; }

    private protected override string Activity => $"Phota {Operation}";

    private bool IsWhatIf => this.IsWhatIf();

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(null, () =>
    {
        Require(!Async || Destination is null, "-Async saves nothing, so it takes no -Destination; use Receive-PhotaJob and Save-PhotaImage.");
        Require(!Async || ResponseMode == ResponseMode.Urls, "-Async always answers with addresses, so it takes no -ResponseMode Bytes.");
        Require(Async || CallbackUri is null, "-CallbackUri works only with -Async.");
        Require(Destination is not null || ResponseMode == ResponseMode.Urls, "-ResponseMode Bytes needs a -Destination to write to.");
        Require(Destination is not null || !Resume, "-Resume needs a -Destination: the ledger lies there.");
        Require(!Resume || ResponseMode == ResponseMode.Urls, "-Resume fetches results by their addresses, so it takes no -ResponseMode Bytes.");
        Require(Destination is not null || !Provenance, "-Provenance needs a -Destination: it writes beside the results.");
        if (Destination is not null)
            _folder = new OutputFolder(FolderPath(Destination), RelativeTo is null ? null : FolderPath(RelativeTo), Force);
        _ledger = Resume ? Ledger.Read(_folder!.FullPath) : null;
        _budget = MaxCost is { } limit ? new Budget(limit, Session.Budget) : Session.Budget;
        _planner = new Planner(Session.Prices)
        {
            Folder = _folder,
            Ledger = _ledger,
            Shard = Shard is null ? null : ReadShard(Shard),
            LooksAhead = IsWhatIf || _budget is not null,
        };
        bool isAgreed = Force || _budget is not null || MyInvocation.BoundParameters.ContainsKey("Confirm");
        _consent = !isAgreed && Onlookers.CanAnswer(Host) ? new Consent(this) : null;
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach ((object input, PhotaPlan plan) in _consent?.Release() ?? []) Run(input, () => Send(input, plan));
        base.EndProcessing();
        if (IsWhatIf) WriteObject(_total);
        if (_undone.Error(_budget) is not { } error) return;
        if (error.IsFatal) Throw(error, _undone.Inputs);
        else WriteError(error, _undone.Inputs);
    }

    /// <summary>Plans one request, asks whether to go on with it, and submits it.</summary>
    /// <param name="input">The input, for errors.</param>
    /// <param name="create">Makes the request of it.</param>
    private protected void Submit(object input, Func<ImageRequest> create)
    {
        if (_undone.IsClosed) _undone.Add(input);
        else if (IsWhatIf) Show(input, create);
        else Run(input, () => Ask(input, Plan(create)));
    }

    private protected override void Deliver(BatchOutcome outcome)
    {
        if (outcome.Error is { Kind: PhotaErrorKind.InsufficientCredit }) _undone.Add(outcome.Input!);
        base.Deliver(outcome);
    }

    // Credit that is gone stops the spending, but not the counting of what is left to do.
    private protected override bool TryClose(PhotaException error, object? input)
    {
        if (error.Kind != PhotaErrorKind.InsufficientCredit) return false;
        _undone.Close(error, input);
        return true;
    }

    private PhotaPlan? Plan(Func<ImageRequest> create) => _planner!.Plan(create() with
    {
        Count = Count,
        OutputFormat = OutputFormat,
        ResponseMode = ResponseMode,
        AdditionalBody = PlainObject.Fields(AdditionalBody),
    });

    private void Show(object input, Func<ImageRequest> create)
    {
        PhotaPlan? plan;
        try
        {
            plan = Plan(create);
        }
        catch (PhotaException e)
        {
            plan = PhotaPlan.Refused(Operation, InputName.Of(input), e);
        }

        if (plan is null) return;
        _total = _total.Plus(plan);
        WriteObject(plan);
    }

    private void Ask(object input, PhotaPlan? plan)
    {
        if (plan is null || !ShouldProcess(InputName.Of(input), Describe(plan))) return;
        if (_consent?.MustHold(input, plan) != true) Send(input, plan);
    }

    private void Send(object input, PhotaPlan plan)
    {
        if (_undone.IsClosed)
        {
            _undone.Add(input);
            return;
        }

        PlanRunner runner = _runner ??= new PlanRunner(Client, _ledger);
        if (plan.Path is not null) _folder!.Prepare(plan);
        decimal reserved = plan.EstimatedCost ?? 0;
        if (!TryReserve(plan, reserved))
        {
            _undone.Close(null, input);
            return;
        }

        Budget? budget = _budget;
        Submit(input, stop => budget is null ? WorkAsync(runner, plan, stop) : budget.RunAsync(reserved, () => WorkAsync(runner, plan, stop)));
    }

    private bool TryReserve(PhotaPlan plan, decimal amount)
    {
        if (_budget is null) return true;
        if (plan.EstimatedCost is null && !Force)
        {
            throw new PhotaException(PhotaErrorKind.Budget, $"The price of {Operation} with {plan.BaseModel} at {plan.Resolution} is not published, so no budget can be kept.")
            {
                RecommendedAction = "Give the price to Connect-Phota -Price, or send it all the same with -Force.",
            };
        }

        // What is under way may come out cheaper than the most that it may cost.
        while (!_budget.TryReserve(amount))
        {
            if (!WaitForOne()) return false;
        }

        return true;
    }

    private async Task<IReadOnlyList<IPriced>> WorkAsync(PlanRunner runner, PhotaPlan plan, CancellationToken stop)
    {
        if (Async) return [await runner.SubmitAsync(plan, CallbackUri, stop).ConfigureAwait(false)];
        IReadOnlyList<PhotaImage> images = await runner.MakeAsync(plan, stop).ConfigureAwait(false);
        if (Provenance)
        {
            foreach (PhotaImage image in images) Phota.Provenance.Write(image, plan);
        }

        return images;
    }

    private static string Describe(PhotaPlan plan)
    {
        string pictures = plan.Count == 1 ? "1 picture" : $"{plan.Count} pictures";
        string cost = plan.EstimatedCost is null
            ? "price not published"
            : FormattableString.Invariant($"at most ${plan.EstimatedCost:0.00}");
        return $"{plan.Operation}: {pictures}, {cost}";
    }

    private static Shard ReadShard(string text)
    {
        try
        {
            return new Shard(text);
        }
        catch (FormatException e)
        {
            throw new PhotaException(PhotaErrorKind.Validation, e.Message, e) { IsFatal = true };
        }
    }

    private protected static void Require(bool condition, string rule)
    {
        if (!condition) throw new PhotaException(PhotaErrorKind.Validation, rule) { IsFatal = true };
    }
}

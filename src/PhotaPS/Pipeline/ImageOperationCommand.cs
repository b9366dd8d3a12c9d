using System.Collections;
using System.ComponentModel;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>What the four image operations share: how many, in what format, where to, and at what price.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ImageOperationCommand : PhotaBatchCommand
{
    private const int MaxCount = 1000;

    private readonly List<object> _declined = [];
    private Budget? _budget;
    private OutputFolder? _folder;
    private Shard? _shard;
    private BatchProcessor? _processor;
    private IDisposable? _atWork;
    private LargeBatchConfirmation? _confirmation;
    private PhotaPlanTotal _total = new();
    private int _paid;
    private decimal _paidCost;
    private int _found;
    private bool _isComplete;

    /// <summary>The number of variations of each input wanted in all; only missing ones are paid for.</summary>
    [Parameter(HelpMessage = "The number of variations of each input wanted in all; only missing ones are paid for.")]
    [ValidateRange(1, MaxCount)]
    public int Count { get; set; } = 1;

    /// <summary>The format of the results.</summary>
    [Parameter(HelpMessage = "The format of the results.")]
    public OutputFormat OutputFormat { get; set; } = OutputFormat.Jpg;

    /// <summary>How the service hands the results over: by URL, as a job, or as bytes inside its only answer.</summary>
    [Parameter(HelpMessage = "Urls: as a job, safe to repeat. Bytes: in the only answer, which can be lost.")]
    public ResponseMode ResponseMode { get; set; } = ResponseMode.Urls;

    /// <summary>The folder to save the results in; it is created where it is missing. Without it results stay at their URLs for 24 hours.</summary>
    [Parameter(HelpMessage = "The folder to save the results in; the same command again never pays twice.")]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>The folder above the photos, whose tree is mirrored below the destination.</summary>
    [Parameter(HelpMessage = "The folder above the photos, whose tree is mirrored below the destination.")]
    [ValidateNotNullOrEmpty]
    public string? RelativeTo { get; set; }

    /// <summary>How results are named, with tokens such as <c>{name}</c>; by default as their photos.</summary>
    [Parameter(HelpMessage = "How results are named, with tokens such as {name}, {operation}, {date} and {hash}.")]
    [ValidateNotNullOrEmpty]
    public string? NameTemplate { get; set; }

    /// <summary>Replaces results of other options; never a photo.</summary>
    [Parameter(HelpMessage = "Replaces results that were made with other options; never a photo.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Pays again for requests that failed, whose answer was lost, or whose saved image is gone.</summary>
    [Parameter(HelpMessage = "Pays again for just these: Failed, PerhapsPaid, Missing.")]
    public RetryStates Retry { get; set; }

    /// <summary>Reads every photo, instead of recognizing an unchanged one by its size, times and file id.</summary>
    [Parameter(HelpMessage = "Reads every photo, also one that is unchanged by its size and times.")]
    public SwitchParameter Verify { get; set; }

    /// <summary>What becomes of the photo's metadata: into the result, into an .xmp file beside it, or nothing.</summary>
    [Parameter(HelpMessage = "Where the photo's metadata goes: into the image, into an .xmp file beside it, or nowhere.")]
    public MetadataMode MetadataMode { get; set; }

    /// <summary>Emits a job at once instead of waiting for the images; receive them with Wait-PhotaJob and Receive-PhotaJob.</summary>
    [Parameter(HelpMessage = "Emits jobs at once instead of waiting for the images.")]
    public SwitchParameter Async { get; set; }

    /// <summary>An https URL that the service posts to when a job is done; only with -Async.</summary>
    [Parameter(HelpMessage = "An https URL that the service posts to when a job is done; only with -Async.")]
    [ValidateNotNull]
    public Uri? CallbackUri { get; set; }

    /// <summary>Fields added to each request as they are, for API fields newer than this module.</summary>
    [Parameter(HelpMessage = "Fields added to each request, for API fields newer than this module.")]
    [ValidateNotNull]
    public Hashtable AdditionalBody { get; set; } = [];

    /// <summary>Takes one of several equal shares of the photos, by their content: 3/10 is the third of ten.</summary>
    [Parameter(HelpMessage = "Takes one of several equal shares of the photos: 3/10 is the third of ten.")]
    [ValidatePattern("^[1-9][0-9]*/[1-9][0-9]*$")]
    public string? Shard { get; set; }

    /// <summary>The most that this command may spend, in US dollars; what would go beyond it is not sent.</summary>
    [Parameter(HelpMessage = "The most that this command may spend, in US dollars.")]
    [DollarTransformation]
    [ValidateRange(0, int.MaxValue)]
    public decimal? MaxCost { get; set; }

    /// <summary>At a prompt, asks before more than this is spent, in US dollars.</summary>
    [Parameter(HelpMessage = "At a prompt, asks before more than this is spent, in US dollars.")]
    [DollarTransformation]
    [ValidateRange(0, int.MaxValue)]
    public decimal ConfirmAbove { get; set; } = 5;

    private protected abstract string Operation { get; }

    private protected override string Activity => $"Phota {Operation}";

    private protected override int Held => _confirmation?.Count ?? 0;

    /// <summary>Whether photos come from a folder that is watched.</summary>
    private protected virtual bool IsWatching => false;

    /// <summary>Whether no further photo can be sent.</summary>
    private protected bool IsOver => _processor?.Ending is not null || _confirmation?.IsDeclined == true;

    /// <summary>Whether photos are held back or under way.</summary>
    private protected bool IsBusy => Held > 0 || _processor?.IsBusy == true;

    /// <summary>What the summary says of inputs that were passed over.</summary>
    private protected virtual string Unsupported => "";

    private protected bool IsWhatIf => this.IsWhatIf();

    private protected RowOptions Rows => field ??= new(this, PhotoColumns);

    /// <summary>The columns by which a row names its photo.</summary>
    private protected virtual IReadOnlyList<string> PhotoColumns => [];

    private BatchProcessor Processor => _processor ??= CreateProcessor();

    /// <inheritdoc/>
    protected override void BeginProcessing() => Run(null, () =>
    {
        Require(!Async || ResponseMode == ResponseMode.Urls, "-Async submits jobs, so it takes no -ResponseMode Bytes.");
        Require(Async || CallbackUri is null, "-CallbackUri works only with -Async.");
        Require(Destination is not null || NameTemplate is null, "-NameTemplate names what is saved, so it needs a -Destination.");
        Require(Destination is not null || ResponseMode == ResponseMode.Urls, "-ResponseMode Bytes needs a -Destination to write to.");
        if (Destination is not null)
            _folder = new OutputFolder(FolderPath(Destination), RelativeTo is null ? null : FolderPath(RelativeTo), Force)
            {
                Template = NameTemplate is null ? null : new NameTemplate(NameTemplate),
                TakesChangedPhotos = IsWatching,
            };
        _shard = Shard is null ? null : ReadShard(Shard);
        _budget = MaxCost is { } limit ? new Budget(limit, Session.Budget) : Session.Budget;
        bool isAgreed = _budget is not null || IsWhatIf || MyInvocation.BoundParameters.ContainsKey("Confirm");
        _confirmation = !isAgreed && HostInteractivity.CanAnswer(Host) ? new LargeBatchConfirmation(this, ConfirmAbove) : null;
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        SendAll(_confirmation?.Release() ?? []);
        if (_processor is not null) Run(null, _processor.Complete);
        _isComplete = true;
        if (IsWhatIf) WriteObject(_total);
        if (_processor is not null) Finish(_processor.Ending, _processor.Left);
        if (!IsWhatIf) WriteVerbose(FormattableString.Invariant($"{(_paid == 1 ? "1 image" : $"{_paid} images")} paid for (${_paidCost:0.00}), {_found} found, {Progress.Failed} failed, {_processor?.Left.Count ?? 0} left{Unsupported}."));
        object[] declined = [.. _confirmation?.IsDeclined == true ? _confirmation.Declined : [], .. _declined];
        if (declined.Length == 0) return;
        WriteError(
            new PhotaException(PhotaErrorKind.Budget, declined.Length == 1 ? "1 input was declined and not sent." : $"{declined.Length} inputs were declined and not sent.")
                .WithAdvice("Pipe them in again when you want them: $Error[0].TargetObject."),
            declined);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        bool isThrough = _isComplete && !Stopped.IsCancellationRequested;
        base.Dispose(disposing);
        if (_processor is null) return;
        if (isThrough) _processor.ConfirmTold();
        int underWay = _isComplete ? 0 : _processor.UnderWay;
        _processor.Dispose();
        _atWork?.Dispose();
        if (underWay == 0) return;
        string requests = underWay == 1 ? "1 request is" : $"{underWay} requests are";
        string how = Destination is null ? "Get-PhotaJob lists" : "the same command fetches";
        Host?.UI?.WriteWarningLine($"{requests} under way and may be paid for; {how} {(underWay == 1 ? "it" : "them")}.");
    }

    /// <summary>Plans one request, asks whether to go on with it, and sends it.</summary>
    /// <param name="input">The input, for errors.</param>
    /// <param name="create">Makes the request of it.</param>
    private protected void Submit(object input, Func<ImageRequest> create) => Make(input, () =>
    {
        // A choice that can succeed for no photo ends the command before the first; a plan shows for each which rule it breaks.
        if (this is IImageOptions options && !IsWhatIf && Progress.Started == 0) options.RequireModelRules(Operation);
        return create();
    });

    /// <summary>The same for a row, whose columns stand in for the arguments while its request is made.</summary>
    private protected void SubmitRow(PSObject row, Func<ImageRequest> create)
    {
        Rows.Begin(row);
        try
        {
            Make(row, () =>
            {
                Rows.Apply(row);
                return create();
            });
        }
        finally
        {
            Rows.End();
        }
    }

    /// <summary>The prompt of an operation that cannot do without.</summary>
    private protected string RequirePrompt(string? prompt) => !string.IsNullOrWhiteSpace(prompt)
        ? prompt!
        : throw new PhotaException(PhotaErrorKind.Validation, $"{Rows.Row ?? "The command"} has no prompt; nothing was sent for it.") { IsFatal = Rows.Row is null && Progress.Started == 0 }
            .WithAdvice("Give it with -Prompt, or in the column Prompt of each row.");

    /// <summary>Whether a file is the metadata of a result of the destination, which is passed over as the result is.</summary>
    private protected bool IsSidecar(string file) => _folder is not null && file.EndsWith(".xmp", StringComparison.OrdinalIgnoreCase) && Processor.IsSidecar(file);

    /// <summary>Writes results while another task is waited for, for a moment at most.</summary>
    private protected void WaitFor(Task other) => Run(null, () =>
    {
        Processor.WaitFor(other, TimeSpan.FromSeconds(1));
        SendAll(_confirmation?.ReleaseDue() ?? []);
    });

    private void Make(object input, Func<ImageRequest> create)
    {
        if (IsWhatIf) Show(input, create);
        else Run(input, () => Ask(input, Complete(create())));
    }

    private protected override void Deliver(BatchOutcome outcome)
    {
        foreach (IPriced result in outcome.Results)
        {
            Emit(result is PhotaImage image ? Tell(image) : result);
        }

        if (outcome.PassedOver is not null) WriteVerbose($"{InputName.Of(outcome.Input)} {outcome.PassedOver}.");
        WarnOfExcess(outcome);
        if (outcome.Undelivered > 0) WriteWarning($"{InputName.Of(outcome.Input)}: the service delivered {outcome.Undelivered} images fewer than it was asked for; they may be charged all the same.");
        foreach (string warning in outcome.Warnings) WriteWarning(warning);
        if (outcome.Error is { IsFatal: false }) WriteError(outcome.Error, outcome.Input);
    }

    private PhotaImage Tell(PhotaImage image)
    {
        image = Processor.Tell(image);
        if (image.Origin == ImageOrigin.New)
        {
            _paid++;
            _paidCost += image.EstimatedCost ?? 0;
        }
        else
        {
            _found++;
        }

        if (image.Origin == ImageOrigin.Found) WriteVerbose($"{image.Source ?? image.Prompt} is skipped: its result is in the destination.");
        return image;
    }

    private BatchProcessor CreateProcessor()
    {
        Ledger ledger = _folder is null ? Ledger.OpenJournal() : Ledger.Open(_folder.FullPath);
        BatchOptions options = new()
        {
            Ledger = ledger,
            Folder = _folder,
            Budget = _budget,
            Shard = _shard,
            Retry = Retry,
            Verify = Verify,
            IsSubmitOnly = Async,
            CallbackUri = CallbackUri,
            MetadataMode = MetadataMode,
            ThrottleLimit = ConcurrencyLimit,
            IsOrdered = Ordered,
            Progress = Progress,
        };
        BatchProcessor processor = new(IsWhatIf ? Session.CreatePlanningClient() : Client, options, Arrive, Tick);
        Stopped.Register(processor.Stop);
        _atWork = PhotaSession.EnterBatch();
        return processor;
    }

    private ImageRequest Complete(ImageRequest request) => ProfileNames.Resolve(request) with
    {
        Count = Count,
        OutputFormat = OutputFormat,
        ResponseMode = ResponseMode,
        AdditionalBody = PlainObject.Fields(AdditionalBody),
    };

    private void Show(object input, Func<ImageRequest> create) => Run(input, () =>
    {
        PhotaPlan? plan;
        try
        {
            plan = Processor.Plan(Complete(create()));
        }
        catch (PhotaException e) when (!e.IsFatal)
        {
            plan = PhotaPlan.Refused(Operation, InputName.Of(input), e);
        }

        if (plan is null) return;
        _total = _total.Plus(plan);
        WriteObject(plan);
    });

    private void Ask(object input, ImageRequest request)
    {
        if (_confirmation?.IsDeclined == true)
        {
            _declined.Add(input);
            return;
        }

        if (!ShouldProcess(InputName.Of(input), Describe(request))) return;
        if (_confirmation is null) Processor.Add(input, request);
        else SendAll(_confirmation.Add(input, request, Processor.Plan(request)));
    }

    private void SendAll(IReadOnlyList<(object Input, ImageRequest Request)> requests)
    {
        foreach ((object input, ImageRequest request) in requests) Run(input, () => Processor.Add(input, request));
    }

    private static string Describe(ImageRequest request)
    {
        string images = request.Count == 1 ? "1 image" : $"{request.Count} images";
        string cost = Session.Prices.Estimate(request) is { } most ? FormattableString.Invariant($"at most ${most:0.00}") : "price not published";
        return $"{request.Operation}: {images}, {cost}";
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

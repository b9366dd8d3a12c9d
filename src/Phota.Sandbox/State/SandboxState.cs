namespace Phota.Sandbox.State;

/// <summary>
/// Everything that a reset discards. Each request keeps the state that it began with,
/// so that a late one can never write into the next.
/// </summary>
internal sealed class SandboxState : IDisposable
{
    private readonly CancellationTokenSource _end = new();

    public SandboxState(SandboxOptions options, Uri baseUri)
    {
        BaseUri = baseUri;
        Ids = new IdSource(options.Seed);
        Switches = new Switches(options.Switches);
        Bill = new Bill(Clock);
        Log = new RequestLog(Clock);
        Faults = new FaultScript(options.Seed);
        Profiles = new ProfileStore(this);
        Jobs = new JobStore(this);
        Callbacks = new CallbackSender(this);
        Files = new FileStore(this);
        RateLimits = new RateLimits(Switches);
    }

    public Uri BaseUri { get; }
    public IdSource Ids { get; }
    public Switches Switches { get; }
    public SandboxClock Clock { get; } = new();
    public Bill Bill { get; }
    public RequestLog Log { get; }
    public Verdicts Verdicts { get; } = new();
    public RequestEvents Events { get; } = new();
    public HoldGate Holds { get; } = new();
    public FaultScript Faults { get; }
    public ImageStore Images { get; } = new();
    public ProfileStore Profiles { get; }
    public JobStore Jobs { get; }
    public CallbackSender Callbacks { get; }
    public FileStore Files { get; }
    public RateLimits RateLimits { get; }
    public SyncResults SyncResults { get; } = new();
    public LostResponses Lost { get; } = new();
    public CancellationToken Ended => _end.Token;

    public void Dispose()
    {
        _end.Cancel();
        Images.Dispose();
    }
}

internal sealed class StateHolder(SandboxOptions options) : IDisposable
{
    private SandboxState? _current;

    public SandboxState Current => _current ?? throw new InvalidOperationException("The sandbox has no URL yet.");
    public void Open(Uri baseUri) => _current = new SandboxState(options, baseUri);
    public void Reset() => Interlocked.Exchange(ref _current, new SandboxState(options, Current.BaseUri))!.Dispose();
    public void Dispose() => _current?.Dispose();
}

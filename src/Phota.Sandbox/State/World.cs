using Phota.Sandbox.Faults;
using Phota.Sandbox.Pictures;
using Phota.Sandbox.Work;

namespace Phota.Sandbox.State;

/// <summary>
/// Everything that a reset throws away. Each request keeps the world that it began in,
/// so that a straggler can never write into the next one.
/// </summary>
internal sealed class World : IDisposable
{
    private readonly CancellationTokenSource _end = new();

    public World(SandboxOptions options, Uri baseUri)
    {
        BaseUri = baseUri;
        Ids = new IdSource(options.Seed);
        Switches = new Switches(options.Switches);
        Clock = new SandboxClock();
        Bill = new Bill(Clock);
        Log = new RequestLog(Clock);
        Faults = new FaultScript(options.Seed);
        Profiles = new ProfileBook(this);
        Jobs = new JobBook(this);
        Callbacks = new Callbacks(this);
        Links = new DownloadLinks(this);
        SyncResults = new SyncResults(Switches);
        OwnFiles = new OwnFiles(this);
        Throttle = new Throttle(Switches);
    }

    public Uri BaseUri { get; }

    public IdSource Ids { get; }

    public Switches Switches { get; }

    public SandboxClock Clock { get; }

    public Bill Bill { get; }

    public RequestLog Log { get; }

    public Verdicts Verdicts { get; } = new();

    public Signals Signals { get; } = new();

    public Gate Gate { get; } = new();

    public FaultScript Faults { get; }

    public PictureShelf Pictures { get; } = new();

    public ProfileBook Profiles { get; }

    public JobBook Jobs { get; }

    public Callbacks Callbacks { get; }

    public DownloadLinks Links { get; }

    public OwnFiles OwnFiles { get; }

    public Throttle Throttle { get; }

    public SyncResults SyncResults { get; }

    public LostResults Lost { get; } = new();

    public CancellationToken Ended => _end.Token;

    public void Dispose()
    {
        _end.Cancel();
        Pictures.Dispose();
    }
}

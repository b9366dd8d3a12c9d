using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PhotaPS;

/// <summary>What a runspace knows: its connection and its sandbox. It goes when the runspace goes.</summary>
internal sealed class PhotaSession
{
    private static readonly ConditionalWeakTable<Runspace, PhotaSession> s_sessions = new();

    private SandboxProcess? _sandbox;

    public static PhotaSession Current => s_sessions.GetValue(Runspace.DefaultRunspace, Create);

    public PhotaConnection? Connection { get; private set; }

    public PhotaClientOptions? Options { get; private set; }

    /// <summary>Names of the account that this session is connected to.</summary>
    public SeenNames Seen { get; private set; } = new();

    public void Connect(PhotaClientOptions options, PhotaConnection connection)
    {
        // Constructing a client refuses an endpoint that the key may not go to, before it is remembered.
        _ = new PhotaClient(options);
        Options = options;
        Connection = connection;
        Budget = connection.MaxCost is { } limit ? new Budget(limit) : null;
        Seen = new SeenNames();
    }

    /// <summary>The budget of this session, or null.</summary>
    public Budget? Budget { get; private set; }

    public PriceTable Prices => Options?.Prices ?? PriceTable.Published;

    public void Disconnect()
    {
        Budget = null;
        Options = null;
        Connection = null;
        Seen = new SeenNames();
    }

    public void KeepSandbox(SandboxProcess sandbox)
    {
        StopSandbox();
        _sandbox = sandbox;
        SandboxProcesses.Add(sandbox);
    }

    /// <summary>Ends this session's sandbox and any connection to it; false when there is none.</summary>
    public bool StopSandbox()
    {
        if (_sandbox is null) return false;
        if (Connection?.BaseUri == _sandbox.BaseUri) Disconnect();
        SandboxProcesses.Stop(_sandbox);
        _sandbox = null;
        return true;
    }

    /// <summary>The connection in force: the one made by Connect-Phota, or else what the environment says now.</summary>
    public PhotaClient CreateClient(TimeSpan? timeout, Action<FinishedRequest> onRequest, Action<PhotaException>? onRetry = null)
    {
        PhotaClientOptions options = Options ?? EnvironmentConnection.Read()?.Options ?? throw EnvironmentConnection.NoKey();
        return new PhotaClient(options with { Timeout = timeout ?? options.Timeout, OnRetry = onRetry, OnRequest = onRequest });
    }

    /// <summary>A client for plans, which send nothing and so need no key.</summary>
    public PhotaClient CreatePlanningClient() => new(Options ?? EnvironmentConnection.Read()?.Options ?? EnvironmentConnection.WithoutKey());

    private static PhotaSession Create(Runspace runspace)
    {
        PhotaSession session = new();
        runspace.StateChanged += (_, change) =>
        {
            if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken) session.StopSandbox();
        };
        return session;
    }
}

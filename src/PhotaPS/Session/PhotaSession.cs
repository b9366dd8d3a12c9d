using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace PhotaPS;

/// <summary>How far a connection reaches.</summary>
public enum ConnectionScope
{
    /// <summary>All runspaces of the process: threads and thread jobs share one connection and one budget.</summary>
    Process,

    /// <summary>The runspace that connects, for hosts that serve several accounts.</summary>
    Runspace,
}

/// <summary>A connection, its budget and the names that were seen over it.</summary>
internal sealed class PhotaSession
{
    private static readonly object s_lock = new();
    private static readonly PhotaSession s_process = new();
    private static readonly ConditionalWeakTable<Runspace, PhotaSession> s_runspaces = new();
    private static readonly Dictionary<Guid, int> s_batches = [];

    /// <summary>The session in force: that of the runspace if it has one, or else that of the process.</summary>
    public static PhotaSession Current => s_runspaces.TryGetValue(Runspace.DefaultRunspace, out PhotaSession? own) ? own : s_process;

    public PhotaConnection? Connection { get; private set; }

    public PhotaClientOptions? Options { get; private set; }

    /// <summary>Names of the account that this session is connected to.</summary>
    public CompletionCache Seen { get; private set; } = new();

    /// <summary>The budget of this session, or null.</summary>
    public Budget? Budget { get; private set; }

    public PriceTable Prices => Options?.Prices ?? PriceTable.Published;

    /// <summary>Connects the process or this runspace.</summary>
    /// <exception cref="PhotaException">The endpoint is refused, a sandbox runs, or another runspace is at work over the present connection.</exception>
    public static void Connect(PhotaClientOptions options, PhotaConnection connection, ConnectionScope scope)
    {
        // Constructing a client refuses an endpoint that the key may not go to, before it is remembered.
        _ = new PhotaClient(options);
        SandboxScope.Require(options);
        lock (s_lock)
        {
            PhotaSession session = scope == ConnectionScope.Runspace ? s_runspaces.GetOrCreateValue(Runspace.DefaultRunspace) : s_process;
            if (session == s_process && session.Options is { } present && !present.IsSameAccount(options) && IsOtherRunspaceAtWork())
            {
                throw new PhotaException(PhotaErrorKind.Validation, "Another runspace of this process has requests under way over the present connection.") { IsFatal = true }
                    .WithAdvice("Wait for them, or use -Scope Runspace to connect this runspace alone.");
            }

            if (scope == ConnectionScope.Process) s_runspaces.Remove(Runspace.DefaultRunspace);
            session.Set(options, connection);
        }
    }

    /// <summary>Notes that a batch of this runspace is at work, until what it returns is disposed.</summary>
    public static IDisposable EnterBatch()
    {
        Guid id = Runspace.DefaultRunspace.InstanceId;
        lock (s_lock) s_batches[id] = s_batches.TryGetValue(id, out int count) ? count + 1 : 1;
        return new Batch(id);
    }

    public static void Disconnect()
    {
        lock (s_lock)
        {
            if (!s_runspaces.Remove(Runspace.DefaultRunspace)) s_process.Set(null, null);
        }
    }

    /// <summary>Ends every connection to an endpoint that is gone.</summary>
    public static void Disconnect(Uri baseUri)
    {
        if (Current.Connection?.BaseUri == baseUri) Disconnect();
        lock (s_lock)
        {
            if (s_process.Connection?.BaseUri == baseUri) s_process.Set(null, null);
        }
    }

    /// <summary>A client of the connection in force: the one made by Connect-Phota, or else what the environment says now.</summary>
    public PhotaClient CreateClient(TimeSpan? timeout, Action<FinishedRequest> onRequest, Action<PhotaException>? onRetry = null)
    {
        PhotaClientOptions options = Options ?? EnvironmentConnection.Read()?.Options ?? throw EnvironmentConnection.NoKey();
        SandboxScope.Require(options);
        return new PhotaClient(options with { Timeout = timeout ?? options.Timeout, OnRetry = onRetry, OnRequest = onRequest });
    }

    /// <summary>A client for plans, which send nothing and so need no key.</summary>
    public PhotaClient CreatePlanningClient() => new(Options ?? EnvironmentConnection.Read()?.Options ?? EnvironmentConnection.WithoutKey());

    private static bool IsOtherRunspaceAtWork()
    {
        Guid own = Runspace.DefaultRunspace.InstanceId;
        return s_batches.Keys.Any(id => id != own);
    }

    private void Set(PhotaClientOptions? options, PhotaConnection? connection)
    {
        Options = options;
        Connection = connection;
        Budget = connection?.MaxCost is { } limit ? new Budget(limit) : null;
        Seen = new CompletionCache();
    }

    private sealed class Batch(Guid id) : IDisposable
    {
        private bool _isDisposed;

        public void Dispose()
        {
            lock (s_lock)
            {
                if (_isDisposed) return;
                _isDisposed = true;
                if (--s_batches[id] == 0) s_batches.Remove(id);
            }
        }
    }
}

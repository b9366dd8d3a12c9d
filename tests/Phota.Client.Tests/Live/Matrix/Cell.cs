using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Phota.Tests.Live.Matrix;

/// <summary>One fault, struck on one call, in a sandbox of its own; told in the words of the table.</summary>
internal abstract class Cell(FaultRow row, TestSandbox sandbox) : IAsyncDisposable
{
    private static int s_accounts;

    private readonly string _key = $"sandbox-matrix-{Interlocked.Increment(ref s_accounts)}";
    private readonly OtherHost _elsewhere = new();

    // Bound, so that no other process gets the port, but not listening.
    private readonly Socket _closed = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private SelfSigned? _selfSigned;

    protected FaultRow Row => row;

    protected TestSandbox Sandbox => sandbox;

    protected string Key => _key;

    protected Uri BaseUri => row.Stage == Stage.Endpoint ? Endpoint() : sandbox.BaseUri;

    public static async Task<string> RunAsync(FaultRow row, ICall call, Sandboxes sandboxes)
    {
        TestSandbox sandbox = await sandboxes.TakeAsync();
        await using Cell cell = call.Cell(row, sandbox);
        string told = await cell.RunAsync();
        await sandboxes.GiveBackAsync(sandbox);
        return told;
    }

    public async ValueTask DisposeAsync()
    {
        _elsewhere.Dispose();
        _closed.Dispose();
        if (_selfSigned is not null) await _selfSigned.DisposeAsync();
    }

    private async Task<string> RunAsync()
    {
        _closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (row.Action == FaultRow.SelfSigned) _selfSigned = await SelfSigned.StartAsync();
        await PrepareAsync();
        if (row.Stage != Stage.Endpoint)
            await sandbox.FaultAsync(row.Action.Replace("{elsewhere}", _elsewhere.Address, StringComparison.Ordinal), Match(), row.Times);

        string result = await ResultAsync(Client());
        JsonArray requests = await sandbox.RequestsAsync();
        int posts = requests.Count(request => (string)request!["method"]! == "POST");
        int gets = requests.Count - posts + _elsewhere.Heads.Count;
        int charges = await sandbox.ChargesAsync();
        Assert.Empty(await sandbox.VerdictsAsync());
        Assert.DoesNotContain(_elsewhere.Heads, head => head.Contains(_key, StringComparison.Ordinal));
        Assert.Equal(0, _selfSigned?.Requests ?? 0);
        await CheckAgainAsync(charges);
        return $"{result} · {Count(posts, gets)} · {charges} paid";
    }

    /// <summary>What has to be there before.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Does it, and says what came of it.</summary>
    protected abstract Task<string> ResultAsync(PhotaClient client);

    /// <summary>Does the same once more, when the fault is over.</summary>
    /// <param name="charges">What the first time has cost.</param>
    protected virtual Task CheckAgainAsync(int charges) => Task.CompletedTask;

    /// <summary>The requests that are counted, in words.</summary>
    protected abstract string Count(int posts, int gets);

    protected void AssertNoKey(Exception e) => Assert.DoesNotContain(_key, e.ToString(), StringComparison.Ordinal);

    private PhotaClient Client() => new(new PhotaClientOptions(new ApiKey(_key))
    {
        BaseUri = BaseUri,
        Timeout = row.Allowed,
    });

    private Uri Endpoint() => row.Action switch
    {
        FaultRow.SelfSigned => new Uri(_selfSigned!.Address),
        FaultRow.Closed => new Uri($"http://{_closed.LocalEndPoint}"),
        _ => new Uri(row.Action),
    };

    private string Match() => row.Stage switch
    {
        Stage.Call => """{"path":"/v1/phota/*"}""",
        Stage.Poll => """{"method":"GET","path":"/v1/phota/jobs/*"}""",
        Stage.Download => """{"method":"GET","path":"/files/*"}""",
        _ => """{"method":"POST","path":"/v1/phota/*"}""",
    };
}

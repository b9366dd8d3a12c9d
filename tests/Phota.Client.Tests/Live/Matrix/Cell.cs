using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Phota.Tests.Live.Matrix;

/// <summary>One fault, struck on one way, in a sandbox of its own; told in the words of the table.</summary>
internal sealed class Cell(FaultRow row, Way way, TestSandbox sandbox) : IAsyncDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(10);
    private static int s_accounts;

    private readonly string _key = $"sandbox-matrix-{Interlocked.Increment(ref s_accounts)}";
    private readonly Elsewhere _elsewhere = new();

    // Bound, so that nobody else gets the port, but not listening.
    private readonly Socket _closed = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private SelfSigned? _selfSigned;
    private string _left = "";

    public static async Task<string> RunAsync(FaultRow row, Way way, Sandboxes sandboxes)
    {
        TestSandbox sandbox = await sandboxes.TakeAsync();
        await using Cell cell = new(row, way, sandbox);
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
        if (row.Stage != Stage.Endpoint)
            await sandbox.FaultAsync(row.Action.Replace("{elsewhere}", _elsewhere.Address, StringComparison.Ordinal), Match(), row.Times);

        string result = await ResultAsync();
        JsonArray requests = await sandbox.RequestsAsync();
        int posts = requests.Count(request => (string)request!["method"]! == "POST");
        int gets = requests.Count - posts + _elsewhere.Heads.Count;
        int charges = await sandbox.ChargesAsync();
        Assert.Empty(await sandbox.VerdictsAsync());
        Assert.DoesNotContain(_elsewhere.Heads, head => head.Contains(_key, StringComparison.Ordinal));
        Assert.Equal(0, _selfSigned?.Requests ?? 0);
        return $"{result} · {posts} POST, {(row.AsksOnAndOn && gets > 0 ? "n" : gets)} GET · {charges} paid";
    }

    private async Task<string> ResultAsync()
    {
        try
        {
            IReadOnlyList<PhotaImage> images = way.IsAsync ? await SubmittedAsync() : await Client().MakeAsync(way.Request(sandbox), sandbox.Target());
            Assert.All(images, image => Assert.Equal(image.Length, new FileInfo(image.Path!).Length));
            Assert.Equal(images.Count, sandbox.Results().Length);
            return images.Count == 1 ? "1 picture" : $"{images.Count} pictures";
        }
        catch (PhotaException e)
        {
            Assert.DoesNotContain(_key, e.ToString(), StringComparison.Ordinal);
            if (!way.IsAsync) Assert.Equal(e.PaidImages.Count(image => image.Path is not null), sandbox.Results().Length);
            Assert.DoesNotContain(sandbox.Results(), name => name.EndsWith(".part", StringComparison.Ordinal));
            if (e.PaidImages.Count > 0) _left = $", {e.PaidImages.Count} kept";
            return $"{e.Kind}{_left}";
        }
    }

    private async Task<IReadOnlyList<PhotaImage>> SubmittedAsync()
    {
        PhotaClient client = Client();
        PhotaJob job = await client.SubmitAsync(way.Request(sandbox));
        _left = ", job kept";
        job = await client.WaitForJobAsync(job, s_interval, row.Allowed);
        IReadOnlyList<PhotaImage> images = client.Receive(job);
        return await Task.WhenAll(images.Select(image => PictureDownload.SaveAsync(image, sandbox.Target(), row.Allowed)));
    }

    private PhotaClient Client() => new(new PhotaClientOptions(new ApiKey(_key))
    {
        BaseUri = row.Stage == Stage.Endpoint ? Endpoint() : sandbox.BaseUri,
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
        Stage.Poll => """{"method":"GET","path":"/v1/phota/jobs/*"}""",
        Stage.Download => """{"method":"GET","path":"/files/*"}""",
        _ => """{"method":"POST","path":"/v1/phota/*"}""",
    };
}

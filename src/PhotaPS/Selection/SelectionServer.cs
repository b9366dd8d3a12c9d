using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PhotaPS;

/// <summary>
/// Serves one page, to this machine alone and under a URL that cannot be guessed, on which the user chooses among
/// images. It ends with the choice, or when the page is closed.
/// </summary>
/// <remarks>
/// HttpListener would not do: on Windows it listens on every address of the machine, and nowhere does it find a free port.
/// </remarks>
internal sealed class SelectionServer : IDisposable
{
    private const int MaxConnections = 64;
    private static readonly TimeSpan s_requestTimeout = TimeSpan.FromSeconds(30);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0) { ExclusiveAddressUse = true };
    private readonly SemaphoreSlim _room = new(MaxConnections);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<ImageChoice?> _choice = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object _lock = new();
    private readonly ImageSelection _selection;
    private readonly SelectionPage _page;
    private readonly string _host;
    private readonly string _root;
    private int _openPages;
    private int _visits;

    private SelectionServer(ImageSelection selection)
    {
        _selection = selection;
        _page = new SelectionPage(selection);
        _listener.Start();
        _host = FormattableString.Invariant($"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _root = $"/{CreateToken()}/";
        Uri = new Uri($"http://{_host}{_root}");
        _ = AcceptAsync();
    }

    /// <summary>The page's URL: with it, anyone on this machine sees the images and can choose.</summary>
    public Uri Uri { get; }

    /// <summary>Whether a browser has asked for the page.</summary>
    public bool IsOpened => Volatile.Read(ref _visits) > 0;

    /// <summary>How long a page may be gone before it counts as closed: perhaps it is only loaded again.</summary>
    internal TimeSpan ReloadPatience { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long it may take from the last byte of a page until its script runs.</summary>
    internal TimeSpan LoadPatience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Begins to serve the page.</summary>
    /// <param name="selection">The images; their files are looked at now.</param>
    /// <exception cref="PhotaException">Kind Network: nothing may listen on this machine's loopback address.</exception>
    public static SelectionServer Start(ImageSelection selection)
    {
        try
        {
            return new(selection);
        }
        catch (SocketException e)
        {
            throw new PhotaException(PhotaErrorKind.Network, $"The page cannot be served on 127.0.0.1: {e.Message}", e) { IsFatal = true };
        }
    }

    /// <summary>Waits for the choice; null when the page was closed without one.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<ImageChoice?> WaitAsync(CancellationToken cancellationToken = default)
    {
        using CancellationTokenRegistration registration = cancellationToken.Register(() => _choice.TrySetCanceled(cancellationToken));
        return await _choice.Task.ConfigureAwait(false);
    }

    /// <summary>Ends it: nothing listens any more, and what was being sent breaks off.</summary>
    public void Dispose()
    {
        _listener.Stop();
        _stop.Cancel();
        _choice.TrySetResult(null);
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            await _room.WaitAsync().ConfigureAwait(false);
            try
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync().ConfigureAwait(false));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // It was stopped, or a browser has hung up before its turn.
                _room.Release();
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            using (_stop.Token.Register(client.Close))
            {
                NetworkStream stream = client.GetStream();
                LoopbackRequest? request;
                using (CancellationTokenSource patience = new(s_requestTimeout))
                using (patience.Token.Register(client.Close))
                    request = await LoopbackRequest.ReadAsync(stream).ConfigureAwait(false);
                await AnswerAsync(request, stream).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException or InvalidOperationException)
        {
            // The browser has gone, or the server has ended.
        }
        finally
        {
            _room.Release();
        }
    }

    private Task AnswerAsync(LoopbackRequest? request, NetworkStream stream)
    {
        // A page of another site that has guessed the port learns no more than that something listens.
        if (request is null || !IsOwn(request)) return WriteHeadAsync(stream, "404 Not Found", "Content-Length: 0");
        string path = request.Target.Substring(_root.Length);
        return (request.Method, path) switch
        {
            ("GET", "") => WritePageAsync(stream),
            ("GET", "open") => HoldOpenAsync(stream),
            ("POST", "choice") when request.Header("Origin") is not null => ChooseAsync(request, stream),
            ("GET", _) when Image(path) is { } photo => WriteImageAsync(photo, stream),
            _ => WriteHeadAsync(stream, "404 Not Found", "Content-Length: 0"),
        };
    }

    private bool IsOwn(LoopbackRequest request) =>
        request.Header("Host") == _host
        && (request.Header("Origin") is not { } origin || origin == $"http://{_host}")
        && IsSame(request.Target.Substring(0, Math.Min(request.Target.Length, _root.Length)), _root);

    private LocalPhoto? Image(string path)
    {
        int number = 0;
        bool isImage = path.Split('/') is ["images", var name] && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return isImage && number < _page.Files.Count ? _page.Files[number] : null;
    }

    private async Task WritePageAsync(NetworkStream stream)
    {
        Enter();
        try
        {
            await WriteHeadAsync(stream, "200 OK", "Content-Type: text/html; charset=utf-8", $"Content-Security-Policy: {_page.Policy}").ConfigureAwait(false);
            using StreamWriter writer = new(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true);
            _page.Write(writer);
        }
        finally
        {
            _ = LeaveAsync(LoadPatience);
        }
    }

    // An open page holds one connection, which its browser closes with it, however that ends. Timers of a page in the
    // background would be no such sign: browsers slow them down and stop them.
    private async Task HoldOpenAsync(NetworkStream stream)
    {
        Enter();
        try
        {
            await WriteHeadAsync(stream, "200 OK", "Content-Type: text/event-stream").ConfigureAwait(false);
            await WriteAsync(stream, ": open\n\n").ConfigureAwait(false);
            byte[] nothing = new byte[1];
            while (await stream.ReadAsync(nothing.AsMemory()).ConfigureAwait(false) > 0)
            {
            }
        }
        finally
        {
            _ = LeaveAsync(ReloadPatience);
        }
    }

    private async Task ChooseAsync(LoopbackRequest request, NetworkStream stream)
    {
        if (Read(request.Body) is not { } choice)
        {
            await WriteHeadAsync(stream, "400 Bad Request", "Content-Length: 0").ConfigureAwait(false);
            return;
        }

        try
        {
            await WriteHeadAsync(stream, "204 No Content").ConfigureAwait(false);
        }
        finally
        {
            _choice.TrySetResult(choice);
        }
    }

    private static async Task WriteImageAsync(LocalPhoto photo, NetworkStream stream)
    {
        FileStream? file = Open(photo.Path);
        if (file is null)
        {
            await WriteHeadAsync(stream, "404 Not Found", "Content-Length: 0").ConfigureAwait(false);
            return;
        }

        using (file)
        {
            await WriteHeadAsync(stream, "200 OK", $"Content-Type: {ReportImages.MediaType(photo.Format)}", FormattableString.Invariant($"Content-Length: {file.Length}")).ConfigureAwait(false);
            await file.CopyToAsync(stream, 64 * 1024).ConfigureAwait(false);
        }
    }

    private static FileStream? Open(string path)
    {
        try
        {
            return RegularFile.OpenRead(path, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It went just now: the page shows its name.
            return null;
        }
    }

    private static Task WriteHeadAsync(NetworkStream stream, string status, params string[] headers) => WriteAsync(
        stream,
        $"HTTP/1.1 {status}\r\n"
        + "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\n"
        + string.Concat(headers.Select(header => $"{header}\r\n"))
        + "Connection: close\r\n\r\n");

    private static async Task WriteAsync(NetworkStream stream, string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text).AsMemory()).ConfigureAwait(false);

    private void Enter()
    {
        lock (_lock)
        {
            _openPages++;
            _visits++;
        }
    }

    private async Task LeaveAsync(TimeSpan patience)
    {
        int visits;
        lock (_lock)
        {
            if (--_openPages > 0) return;
            visits = _visits;
        }

        try
        {
            await Task.Delay(patience, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        lock (_lock)
        {
            if (_visits == visits) _choice.TrySetResult(null);
        }
    }

    private ImageChoice? Read(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SelectionJson.Default.ChosenNumbers) is { Keep: { } keep, Reject: { } reject } && IsChoice(keep, reject)
                ? new(Images(keep), Images(reject))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private bool IsChoice(int[] keep, int[] reject) =>
        keep.Concat(reject).All(number => number >= 0 && number < _selection.Images.Count) && keep.Concat(reject).Distinct().Count() == keep.Length + reject.Length;

    private PhotaImage[] Images(int[] numbers) => [.. numbers.OrderBy(number => number).Select(number => _selection.Images[number])];

    private static bool IsSame(string one, string other) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(one), Encoding.ASCII.GetBytes(other));

    private static string CreateToken()
    {
        byte[] random = new byte[32];
        using RandomNumberGenerator generator = RandomNumberGenerator.Create();
        generator.GetBytes(random);
        return Convert.ToHexString(random).ToLowerInvariant();
    }
}

/// <summary>What the page posts: the numbers of images.</summary>
internal sealed record ChosenNumbers(int[]? Keep, int[]? Reject);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ChosenNumbers))]
internal sealed partial class SelectionJson : JsonSerializerContext;

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Phota.Tests.Live.Matrix;

/// <summary>A host that the user did not name, byte for byte: it keeps the heads of the requests that reach it.</summary>
internal sealed class OtherHost : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<string, byte[]> _answer;

    /// <summary>Serves an image at <c>/image</c>, sends <c>/round</c> in a circle and everything else down to http.</summary>
    public OtherHost()
        : this(Serve)
    {
    }

    /// <summary>Answers a request, told by its head, with these bytes, and closes.</summary>
    public OtherHost(Func<string, byte[]> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = ListenAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public ConcurrentQueue<string> Heads { get; } = new();

    public static byte[] Answer(string head, byte[]? body = null) =>
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 {head}\r\nContent-Length: {body?.Length ?? 0}\r\nConnection: close\r\n\r\n"), .. body ?? []];

    public void Dispose() => _listener.Stop();

    private static byte[] Serve(string head) => head.Split(' ')[1] switch
    {
        "/image" => Answer("200 OK", Pixels.Png()),
        "/round" => Answer("302 Found\r\nLocation: /round"),
        _ => Answer("302 Found\r\nLocation: http://cdn.example/image"),
    };

    private async Task ListenAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    // A connection that is closed with something unread in it is reset, and the answer lost.
    private static async Task DrainAsync(NetworkStream stream, string head)
    {
        const string name = "\r\nContent-Length: ";
        int at = head.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return;
        string length = head[(at + name.Length)..];
        await stream.ReadExactlyAsync(new byte[int.Parse(length[..length.IndexOf('\r', StringComparison.Ordinal)], null)]);
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient connection = client;
        try
        {
            NetworkStream stream = connection.GetStream();
            StringBuilder head = new();
            byte[] one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one) == 1) head.Append((char)one[0]);
            await DrainAsync(stream, head.ToString());
            Heads.Enqueue(head.ToString());
            await stream.WriteAsync(_answer(head.ToString()));
        }
        catch (IOException)
        {
            // The client has gone away, as it may.
        }
    }
}

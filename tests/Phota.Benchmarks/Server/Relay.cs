using System.Net;
using System.Net.Sockets;

namespace Phota.Benchmarks.Server;

/// <summary>Stands between contenders and the server, and can be gone for a while: connections break, and none can be made.</summary>
internal sealed class Relay : IDisposable
{
    private readonly Uri _server;
    private readonly List<Socket> _open = [];
    private Socket _listener;

    public Relay(string server)
    {
        _server = new Uri(server);
        _listener = Listen(0);
    }

    public string Address => $"http://127.0.0.1:{Port}";

    private int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public async Task GoAwayAsync(TimeSpan time)
    {
        int port = Port;
        Dispose();
        await Task.Delay(time);
        _listener = Listen(port);
    }

    public void Dispose()
    {
        _listener.Close();
        lock (_open)
        {
            // Without a farewell, so that both ends see a reset.
            foreach (Socket socket in _open) socket.Close(0);
            _open.Clear();
        }
    }

    private Socket Listen(int port)
    {
        Socket listener = new(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(512);
        _ = AcceptAsync(listener);
        return listener;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true) _ = RelayAsync(await listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        using Socket server = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(_server.Host, _server.Port);
            lock (_open) _open.AddRange([client, server]);
            await Task.WhenAll(CopyAsync(client, server), CopyAsync(server, client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other end is told by the end of the connection.
        }
        finally
        {
            client.Dispose();
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        byte[] block = new byte[64 * 1024];
        for (int read; (read = await from.ReceiveAsync(block)) > 0;) await to.SendAsync(block.AsMemory(0, read));
        to.Shutdown(SocketShutdown.Send);
    }
}

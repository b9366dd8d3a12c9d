using System.Net;
using System.Threading.Channels;

namespace Phota.Parity;

/// <summary>Receives what the service sends to the callback URL.</summary>
internal sealed class CallbackListener : IDisposable
{
    private const int Most = 4;

    private readonly HttpListener _http = new();
    private readonly Channel<(byte[] Body, string? Signature)> _received = Channel.CreateUnbounded<(byte[], string?)>();

    public CallbackListener(Uri prefix)
    {
        _http.Prefixes.Add(prefix.AbsoluteUri);
        _http.Start();
        _ = ListenAsync();
    }

    /// <summary>What has come, and what comes within the time; after each, as long again.</summary>
    public async Task<IReadOnlyList<(byte[] Body, string? Signature)>> ReceiveAsync(TimeSpan wait)
    {
        List<(byte[], string?)> received = [];
        while (received.Count < Most)
        {
            using CancellationTokenSource stop = new(wait);
            try
            {
                received.Add(await _received.Reader.ReadAsync(stop.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        return received;
    }

    public void Dispose() => _http.Close();

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await _http.GetContextAsync().ConfigureAwait(false);
                using MemoryStream body = new();
                await context.Request.InputStream.CopyToAsync(body).ConfigureAwait(false);
                context.Response.Close();
                _received.Writer.TryWrite((body.ToArray(), context.Request.Headers[CallbackSignature.Header]));
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // Closed.
        }
    }
}

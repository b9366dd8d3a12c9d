using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Phota.Tests.Http;

/// <summary>Stands for the network: answers each request by the next step of a script, and by the last one ever after.</summary>
internal sealed class ScriptedHandler(params Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>[] steps) : HttpMessageHandler
{
    private readonly object _lock = new();

    public List<Uri> Urls { get; } = [];

    /// <summary>The headers of each request as text.</summary>
    public List<string> Headers { get; } = [];

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Respond(
        int status, string body = "{}", TimeSpan? retryAfter = null, Action<HttpResponseMessage>? and = null) => async (request, _) =>
    {
        await SendAsync(request, Stream.Null);
        HttpResponseMessage response = new((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        if (retryAfter is not null) response.Headers.RetryAfter = new RetryConditionHeaderValue(retryAfter.Value);
        and?.Invoke(response);
        return response;
    };

    /// <summary>No connection: not a byte of the request is sent.</summary>
    public static Task<HttpResponseMessage> Unreachable(HttpRequestMessage request, CancellationToken stop) =>
        throw new HttpRequestException("No connection", new SocketException((int)SocketError.ConnectionRefused));

    /// <summary>What .NET throws when there is no connection in time.</summary>
    public static Task<HttpResponseMessage> ConnectTimeout(HttpRequestMessage request, CancellationToken stop) =>
        throw new TaskCanceledException("No connection in time", new TimeoutException());

    /// <summary>The connection breaks when the request was sent whole.</summary>
    public static async Task<HttpResponseMessage> Lose(HttpRequestMessage request, CancellationToken stop)
    {
        await SendAsync(request, Stream.Null);
        throw new HttpRequestException("Lost", new SocketException((int)SocketError.ConnectionReset));
    }

    /// <summary>The connection breaks within the upload.</summary>
    public static async Task<HttpResponseMessage> LoseUpload(HttpRequestMessage request, CancellationToken stop)
    {
        await SendAsync(request, new BrokenStream());
        throw new InvalidOperationException("The upload did not break.");
    }

    /// <summary>Waits for a connection for ever.</summary>
    public static async Task<HttpResponseMessage> HangBefore(HttpRequestMessage request, CancellationToken stop)
    {
        await Task.Delay(Timeout.Infinite, stop);
        throw new InvalidOperationException();
    }

    /// <summary>Waits for an answer for ever.</summary>
    public static async Task<HttpResponseMessage> HangAfter(HttpRequestMessage request, CancellationToken stop)
    {
        await SendAsync(request, Stream.Null);
        return await HangBefore(request, stop);
    }

    /// <summary>The answer breaks off while it is read.</summary>
    public static async Task<HttpResponseMessage> BreakOff(HttpRequestMessage request, CancellationToken stop)
    {
        await SendAsync(request, Stream.Null);
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new BrokenStream()) };
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int number;
        lock (_lock)
        {
            number = Math.Min(Urls.Count, steps.Length - 1);
            Urls.Add(request.RequestUri!);
            Headers.Add(request.Headers.ToString());
        }

        return steps[number](request, cancellationToken);
    }

    // As the real ones do: an error of the content comes out within one of HTTP.
    private static async Task SendAsync(HttpRequestMessage request, Stream connection)
    {
        if (request.Content is null) return;
        try
        {
            await request.Content.CopyToAsync(connection);
        }
        catch (Exception e)
        {
            throw new HttpRequestException("Error while copying content to a stream.", e);
        }
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("Broken");

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new IOException("Broken");

        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("Broken");

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new IOException("Broken");

#if !NETFRAMEWORK
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("Broken");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("Broken");
#endif
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Phota.Tests.Publishing;

/// <summary>A storage by Azure's rules: a signature with permissions, and a header without which nothing is put; without a signature a plain server.</summary>
public sealed class BlobServer : IDisposable
{
    private const string Signature = "c2VjcmV0";

    private readonly HttpListener _listener = new();
    private readonly bool _isAzure;

    public BlobServer(bool isAzure = true)
    {
        _isAzure = isAzure;
        Uri uri = FreeAddress();
        _listener.Prefixes.Add(uri.AbsoluteUri);
        _listener.Start();
        Root = uri;
        _ = Task.Run(ServeAsync);
    }

    public Uri Root { get; }

    /// <summary>The container, with a signature that allows all.</summary>
    public Uri Container => WithPermissions("rcwd");

    /// <summary>What is stored, by its path.</summary>
    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new();

    /// <summary>The requests as method and path, in their order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Statuses that the next uploads are answered with, instead of being stored.</summary>
    public ConcurrentQueue<int> Faults { get; } = new();

    /// <summary>The content types that were put.</summary>
    public ConcurrentBag<string> ContentTypes { get; } = new();

    public Uri WithPermissions(string permissions) =>
        new(_isAzure ? $"{Root}photos?sv=2025-01-05&sr=c&sp={permissions}&sig={Signature}" : $"{Root}photos/");

    public int Count(string method) => Requests.Count(request => request.StartsWith(method + " ", StringComparison.Ordinal));

    public void Dispose() => _listener.Close();

    private static Uri FreeAddress()
    {
        TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        return new Uri($"http://127.0.0.1:{port}/");
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            await AnswerAsync(context).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        HttpListenerRequest request = context.Request;
        string path = request.Url!.AbsolutePath;
        Requests.Enqueue($"{request.HttpMethod} {path}");
        using MemoryStream body = new();
        await request.InputStream.CopyToAsync(body).ConfigureAwait(false);
        (int status, string? code) = Handle(request, path, body.ToArray());
        context.Response.StatusCode = status;
        if (code is not null) context.Response.AddHeader("x-ms-error-code", code);
        if (request.HttpMethod == "HEAD" && status == 200) context.Response.ContentLength64 = Blobs[path].Length;
        if (status >= 400 && request.HttpMethod != "HEAD")
        {
            // As Azure does: its words quote what was signed.
            byte[] words = System.Text.Encoding.UTF8.GetBytes($"Signature {Signature} did not match {request.Url}");
            context.Response.ContentType = "text/plain";
            context.Response.OutputStream.Write(words, 0, words.Length);
        }

        context.Response.Close();
    }

    private (int Status, string? Code) Handle(HttpListenerRequest request, string path, byte[] body)
    {
        string permissions = request.QueryString["sp"] ?? "";
        if (_isAzure && request.QueryString["sig"] != Signature) return (403, "AuthenticationFailed");
        switch (request.HttpMethod)
        {
            case "PUT":
                if (Faults.TryDequeue(out int status)) return (status, null);
                if (_isAzure && !permissions.Contains('w') && !permissions.Contains('c')) return (403, "AuthorizationPermissionMismatch");
                if (_isAzure && request.Headers["x-ms-blob-type"] != "BlockBlob") return (400, "MissingRequiredHeader");
                if (request.ContentLength64 != body.Length) return (411, null);
                Blobs[path] = body;
                ContentTypes.Add(request.ContentType ?? "");
                return (201, null);
            case "DELETE":
                if (_isAzure && !permissions.Contains('d')) return (403, "AuthorizationPermissionMismatch");
                return Blobs.TryRemove(path, out _) ? (_isAzure ? 202 : 204, null) : (404, "BlobNotFound");
            default:
                if (_isAzure && !permissions.Contains('r')) return (403, "AuthorizationPermissionMismatch");
                return Blobs.ContainsKey(path) ? (200, null) : (404, "BlobNotFound");
        }
    }
}

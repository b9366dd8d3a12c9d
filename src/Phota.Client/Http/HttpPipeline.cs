using System.Net;

namespace Phota;

/// <summary>Builds the chains of handlers: one of the API, with the key, and one of downloads, without.</summary>
internal static class HttpPipeline
{
    private const int ConnectionsPerHost = 256;

    private static readonly HttpMessageHandler s_shared = CreatePrimary();

    public static HttpClient ForApi(PhotaClientOptions options, AdaptiveRateLimiter limiter)
    {
        HttpClient client = Create(
            options.PrimaryHandler,
            new RateLimitHandler(_ => limiter, options.TimeProvider),
            new RequestLogHandler(options.OnRequest, options.TimeProvider),
            new ApiKeyHandler(options.Key, options.BaseUri),
            new DecompressionHandler());
        client.BaseAddress = options.BaseUri;
        return client;
    }

    /// <summary>A storage throttles by its own rules, so it has a limiter of its own, one a host.</summary>
    public static HttpClient ForDownloads(HttpMessageHandler? primary, TimeProvider time, Action<FinishedRequest>? onRequest) => Create(
        primary,
        new RateLimitHandler(url => Account.ForDownloads(url, time).RateLimiter, time),
        new RequestLogHandler(onRequest, time),
        new RedirectHandler(),
        new DecompressionHandler());

    private static HttpClient Create(HttpMessageHandler? primary, params DelegatingHandler[] layers)
    {
        for (int i = 0; i < layers.Length; i++) layers[i].InnerHandler = i + 1 < layers.Length ? layers[i + 1] : primary ?? s_shared;
        HttpClient client = new(layers[0], disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        string version = typeof(HttpPipeline).Assembly.GetName().Version?.ToString(3) ?? "0";
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"PhotaPS/{version}");
        return client;
    }

    // Connections are shared by the whole process; keys are not part of them.
#if NETFRAMEWORK
    private static HttpClientHandler CreatePrimary()
    {
        // Windows PowerShell 5.1 on older systems offers nothing newer than TLS 1.0, which no service takes any more.
        if (ServicePointManager.SecurityProtocol != SecurityProtocolType.SystemDefault)
            ServicePointManager.SecurityProtocol |= SecurityProtocolType.Tls12;
        return new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = ConnectionsPerHost,
            Proxy = new RemoteProxy(() => WebRequest.DefaultWebProxy),
        };
    }
#else
    private static SocketsHttpHandler CreatePrimary() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxConnectionsPerServer = ConnectionsPerHost,
        ConnectTimeout = TimeSpan.FromSeconds(30),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        Proxy = new RemoteProxy(() => HttpClient.DefaultProxy),
    };
#endif
}

/// <summary>The system's proxy, for other machines only: the key goes to this one unencrypted.</summary>
internal sealed class RemoteProxy(Func<IWebProxy?> system) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => system()?.Credentials;
        set => throw new NotSupportedException();
    }

    public Uri? GetProxy(Uri destination) => Endpoint.IsLoopback(destination) ? null : system()?.GetProxy(destination);

    public bool IsBypassed(Uri host) => Endpoint.IsLoopback(host) || system()?.IsBypassed(host) != false;
}

/// <summary>Follows the redirects of a download as far as <see cref="Endpoint"/> allows.</summary>
internal sealed class RedirectHandler : DelegatingHandler
{
    private const int MaxRedirects = 5;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        for (int redirects = 0; ; redirects++)
        {
            HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            bool isRedirect = (int)response.StatusCode is 301 or 302 or 303 or 307 or 308;
            if (!isRedirect || response.Headers.Location is not { } location || redirects == MaxRedirects) return response;
            response.Dispose();
            request.RequestUri = Endpoint.Redirected(request.RequestUri!, location);
        }
    }
}

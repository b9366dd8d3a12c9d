namespace Phota;

/// <summary>The one HttpClient of the process: connections are shared, keys are not part of it.</summary>
internal static class SharedHttp
{
    private const int ConnectionsPerHost = 256;

    public static readonly HttpClient Client = Create();

    private static HttpClient Create()
    {
#if NETFRAMEWORK
        // Windows PowerShell 5.1 on older systems offers nothing newer than TLS 1.0, which no service takes any more.
        if (System.Net.ServicePointManager.SecurityProtocol != System.Net.SecurityProtocolType.SystemDefault)
            System.Net.ServicePointManager.SecurityProtocol |= System.Net.SecurityProtocolType.Tls12;
        HttpClientHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = ConnectionsPerHost,
        };
#else
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            MaxConnectionsPerServer = ConnectionsPerHost,
            ConnectTimeout = TimeSpan.FromSeconds(30),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
#endif
        HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        string version = typeof(SharedHttp).Assembly.GetName().Version?.ToString(3) ?? "0";
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"PhotaPS/{version}");
        return client;
    }
}

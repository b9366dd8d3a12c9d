namespace Phota;

/// <summary>The account, the endpoint, and how to send requests to it.</summary>
/// <param name="Key">The account's key.</param>
public sealed record PhotaClientOptions(ApiKey Key)
{
    /// <summary>The service's URL; https, or http to this machine.</summary>
    public Uri BaseUri { get; init; } = Endpoint.Default;

    /// <summary>How long one operation may take, waits and retries included; the service itself ends a request after 600 seconds (<c>release-notes v0.1.1</c>).</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>Whether two clients are of one account at one endpoint.</summary>
    /// <param name="other">The options of the other.</param>
    public bool IsSameAccount(PhotaClientOptions other) => BaseUri == other.BaseUri && Key.Matches(other.Key);

    /// <summary>The prices to estimate with.</summary>
    public PriceTable Prices { get; init; } = PriceTable.Published;

    /// <summary>Hears of every failed attempt that is about to be repeated, of requests and downloads; called from any thread.</summary>
    public Action<PhotaException>? OnRetry { get; init; }

    /// <summary>What sends the requests, below our own handlers; null stands for the connections that the process shares. It must not follow redirects.</summary>
    public HttpMessageHandler? PrimaryHandler { get; init; }

    /// <summary>The clock for all waits and timeouts.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Hears of every request that is over, downloads and attempts that failed included; called from any thread.</summary>
    public Action<FinishedRequest>? OnRequest { get; init; }
}

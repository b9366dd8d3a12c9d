namespace PhotaPS;

/// <summary>Where this session is connected to, and its defaults. It never holds the key.</summary>
public sealed class PhotaConnection
{
    internal PhotaConnection(PhotaClientOptions options, string keySource, int? throttleLimit, decimal? maxCost = null)
    {
        MaxCost = maxCost;
        BaseUri = options.BaseUri;
        KeySource = keySource;
        TimeoutSec = (int)options.Timeout.TotalSeconds;
        ThrottleLimit = throttleLimit;
    }

    /// <summary>The endpoint.</summary>
    public Uri BaseUri { get; }

    /// <summary>Where the key came from: a parameter, a secret, the environment or the sandbox.</summary>
    public string KeySource { get; }

    /// <summary>How long one operation may take, in seconds.</summary>
    public int TimeoutSec { get; }

    /// <summary>The most that this session may spend in US dollars; null means no limit.</summary>
    public decimal? MaxCost { get; }

    /// <summary>How many requests run at once by default; null means the cmdlets' own default.</summary>
    public int? ThrottleLimit { get; }
}

namespace PhotaPS;

/// <summary>The connection that the environment describes: PHOTA_API_KEY, and PHOTA_BASE_URI if it is set.</summary>
internal static class EnvironmentConnection
{
    public static (PhotaClientOptions Options, PhotaConnection Connection)? Read()
    {
        if (Environment.GetEnvironmentVariable("PHOTA_API_KEY") is not { Length: > 0 } key) return null;
        PhotaClientOptions options = new(new ApiKey(key));
        if (BaseUri() is { } baseUri) options = options with { BaseUri = baseUri };
        return (options, new PhotaConnection(options, "PHOTA_API_KEY", throttleLimit: null));
    }

    /// <summary>The endpoint that the environment names, with a key that none accepts.</summary>
    public static PhotaClientOptions WithoutKey()
    {
        PhotaClientOptions options = new(new ApiKey("none"));
        return BaseUri() is { } baseUri ? options with { BaseUri = baseUri } : options;
    }

    public static Uri? BaseUri()
    {
        if (Environment.GetEnvironmentVariable("PHOTA_BASE_URI") is not { Length: > 0 } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? baseUri)) return baseUri;
        throw new PhotaException(PhotaErrorKind.Validation, $"PHOTA_BASE_URI is '{text}', which is not a URL.") { IsFatal = true };
    }

    public static PhotaException NoKey() => new PhotaException(PhotaErrorKind.Authentication, "There is no API key.") { IsFatal = true }.WithAdvice(
        "Give one in any of three ways: Connect-Phota -ApiKey (Read-Host -AsSecureString), "
        + "Connect-Phota -SecretName with the SecretManagement module, or the environment variable PHOTA_API_KEY. "
        + "To try without one: Start-PhotaSandbox.");
}

namespace PhotaPS;

/// <summary>
/// The sandbox of this process. While it runs, the environment points child processes to it, and no request of this
/// process goes to another host than this machine.
/// </summary>
internal static class SandboxScope
{
    private const string KeyVariable = "PHOTA_API_KEY";
    private const string BaseUriVariable = "PHOTA_BASE_URI";

    private static readonly object s_lock = new();
    private static SandboxProcess? s_sandbox;
    private static (string? Key, string? BaseUri) s_before;

    /// <summary>Keeps a sandbox that was started; one that ran before is stopped.</summary>
    public static void Enter(SandboxProcess sandbox, string key)
    {
        Leave();
        lock (s_lock)
        {
            s_sandbox = sandbox;
            s_before = (Environment.GetEnvironmentVariable(KeyVariable), Environment.GetEnvironmentVariable(BaseUriVariable));
            Environment.SetEnvironmentVariable(KeyVariable, key);
            Environment.SetEnvironmentVariable(BaseUriVariable, sandbox.BaseUri.AbsoluteUri);
        }
    }

    /// <summary>Stops the sandbox and all connections to it.</summary>
    public static void Leave()
    {
        lock (s_lock)
        {
            if (s_sandbox is null) return;
            Environment.SetEnvironmentVariable(KeyVariable, s_before.Key);
            Environment.SetEnvironmentVariable(BaseUriVariable, s_before.BaseUri);
            Uri baseUri = s_sandbox.BaseUri;
            s_sandbox.Dispose();
            s_sandbox = null;
            PhotaSession.Disconnect(baseUri);
        }
    }

    /// <summary>Refuses an account of the real service while the sandbox runs.</summary>
    /// <exception cref="PhotaException">Kind Validation: the endpoint is not on this machine.</exception>
    public static void Require(PhotaClientOptions options)
    {
        if (s_sandbox is null || options.BaseUri.IsLoopback) return;
        throw new PhotaException(PhotaErrorKind.Validation, $"A sandbox runs in this process, so nothing is sent to {options.BaseUri.Host}.") { IsFatal = true }
            .WithAdvice("Run Stop-PhotaSandbox first.");
    }
}

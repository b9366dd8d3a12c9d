using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>Starts a local Phota API that costs nothing, and connects this process to it.</summary>
[Cmdlet(VerbsLifecycle.Start, "PhotaSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(PhotaConnection))]
public sealed class StartPhotaSandboxCommand : PhotaCommand
{
    /// <summary>The port to listen on; 0 takes a free one.</summary>
    [Parameter(HelpMessage = "The port to listen on; 0 takes a free one.")]
    [ValidateRange(0, 65535)]
    public int Port { get; set; }

    /// <summary>Makes ids and images the same on every run with the same seed.</summary>
    [Parameter(HelpMessage = "The same seed gives the same ids and images on every run.")]
    public int Seed { get; set; } = 1;

    /// <summary>Switches of the sandbox, for what Phota's documentation leaves open.</summary>
    [Parameter(HelpMessage = "Switches of the sandbox, for what Phota's documentation leaves open.")]
    [ValidateNotNull]
    public Hashtable Switch { get; set; } = [];

    /// <summary>A table of what was seen of the real service; the sandbox behaves as it says, but for what Switch sets.</summary>
    [Parameter(HelpMessage = "A parity.json of tests/parity/Invoke-Parity.ps1: the sandbox behaves as the service was seen to.")]
    [ValidateNotNullOrEmpty]
    public string? Like { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Run(null, () =>
    {
        if (!ShouldProcess("127.0.0.1", "Start the Phota sandbox")) return;
        SandboxProcess sandbox = Run(stop => SandboxProcess.StartAsync(Assembly(), Arguments(), stop));
        string key = $"sandbox-{Guid.NewGuid():N}";
        SandboxScope.Enter(sandbox, key);
        PhotaClientOptions options = new(new ApiKey(key)) { BaseUri = sandbox.BaseUri };
        PhotaConnection connection = new(options, "sandbox", throttleLimit: null);
        PhotaSession.Connect(options, connection, ConnectionScope.Process);
        WriteObject(connection);
    });

    private static string Assembly()
    {
        string module = Path.GetDirectoryName(Path.GetDirectoryName(typeof(StartPhotaSandboxCommand).Assembly.Location))!;
        return Path.Combine(module, "sandbox", "Phota.Sandbox.dll");
    }

    private IEnumerable<string> Arguments()
    {
        IEnumerable<string> switches = Switch.Cast<DictionaryEntry>().SelectMany(pair => new[] { "--switch", $"{pair.Key}={pair.Value}" });
        IEnumerable<string> like = Like is null ? [] : ["--like", GetUnresolvedProviderPathFromPSPath(Like)];
        return
        [
            .. like,
            "--port", Port.ToString(CultureInfo.InvariantCulture),
            "--seed", Seed.ToString(CultureInfo.InvariantCulture),
            .. switches,
        ];
    }
}

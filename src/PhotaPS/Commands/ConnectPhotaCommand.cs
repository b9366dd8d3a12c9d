using System.Collections;
using System.Management.Automation;
using System.Security;

namespace PhotaPS;

/// <summary>Remembers a key, an endpoint and defaults for this process.</summary>
[Cmdlet(VerbsCommunications.Connect, "Phota", DefaultParameterSetName = "ApiKey")]
[OutputType(typeof(PhotaConnection))]
public sealed class ConnectPhotaCommand : PhotaCommand
{
    /// <summary>The API key.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = "ApiKey", HelpMessage = "The API key, as a secure string.")]
    [ApiKeyTransformation]
    public SecureString ApiKey { get; set; } = new();

    /// <summary>A credential whose password is the API key; its user name is not used.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Credential", HelpMessage = "A credential whose password is the API key.")]
    [Credential]
    public PSCredential Credential { get; set; } = PSCredential.Empty;

    /// <summary>The name of the API key in a vault of the SecretManagement module.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = "Secret",
        HelpMessage = "The name of the API key in a vault of the SecretManagement module.")]
    [ValidateNotNullOrEmpty]
    public string SecretName { get; set; } = "";

    /// <summary>The vault to look in; by default, all of them.</summary>
    [Parameter(ParameterSetName = "Secret", HelpMessage = "The vault that holds the secret; by default all vaults are searched.")]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    /// <summary>The endpoint; by default PHOTA_BASE_URI, or else the Phota API.</summary>
    [Parameter(HelpMessage = "The endpoint; by default PHOTA_BASE_URI, or else the Phota API.")]
    [ValidateNotNull]
    public Uri? BaseUri { get; set; }

    /// <summary>How many seconds one operation may take, retries included.</summary>
    [Parameter(HelpMessage = "How many seconds one photo may take, retries included.")]
    [ValidateRange(1, MaxTimeoutSec)]
    public int TimeoutSec { get; set; } = 600;

    /// <summary>How many requests run at once by default.</summary>
    [Parameter(HelpMessage = "How many requests run at once by default.")]
    [ValidateRange(1, 256)]
    public int? ThrottleLimit { get; set; }

    /// <summary>The most that this session may spend, in US dollars.</summary>
    [Parameter(HelpMessage = "The most that this session may spend, in US dollars.")]
    [DollarTransformation]
    [ValidateRange(0, int.MaxValue)]
    public decimal? MaxCost { get; set; }

    /// <summary>
    /// Prices that Phota does not publish, or yours alone, in US dollars an image: @{ edit = 0.09; 'edit/nb2/4K' = 0.18 },
    /// or with a rate for recognised profiles: @{ edit = @{ Plain = 0.09; WithIdentity = 0.12 } }.
    /// </summary>
    [Parameter(HelpMessage = "Prices that Phota does not publish, in US dollars an image: @{ edit = 0.09 }.")]
    [ValidateNotNull]
    public Hashtable Price { get; set; } = [];

    /// <summary>Whether all runspaces of the process are connected, or this one alone.</summary>
    [Parameter(HelpMessage = "Process: all runspaces share the connection. Runspace: this one alone.")]
    public ConnectionScope Scope { get; set; }

    /// <summary>Proves the key by one request, which is free: a key that is refused is an error, and nothing is connected.</summary>
    [Parameter(HelpMessage = "Proves the key by one free request before anything is connected.")]
    public SwitchParameter Test { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            PhotaClientOptions options = new(new ApiKey(FindKey().Reveal()))
            {
                Timeout = TimeSpan.FromSeconds(TimeoutSec),
                Prices = PriceTable.Published.With(OwnPrices.Read(Price)),
            };
            if ((BaseUri ?? EnvironmentConnection.BaseUri()) is { } baseUri) options = options with { BaseUri = baseUri };
            PhotaConnection connection = new(options, KeySource(), ThrottleLimit, MaxCost);
            if (Test) Prove(options);
            PhotaSession.Connect(options, connection, Scope);
            WriteObject(connection);
        }
        catch (PhotaException e)
        {
            Throw(e);
        }
    }

    private void Prove(PhotaClientOptions options)
    {
        PhotaClient client = new(options with { OnRequest = Requests.Add });
        Run(stop => client.ListProfilesAsync(tag: null, stop));
    }

    private SecureString FindKey() => ParameterSetName switch
    {
        "Credential" => Credential.Password,
        "Secret" => SecretVault.Read(this, SecretName, Vault),
        _ => ApiKey,
    };

    private string KeySource() => ParameterSetName == "Secret" ? $"secret {SecretName}" : $"-{ParameterSetName}";
}

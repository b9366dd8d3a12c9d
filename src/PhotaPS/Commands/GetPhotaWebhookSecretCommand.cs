using System.Management.Automation;
using System.Security;

namespace PhotaPS;

/// <summary>Asks for the account's secret that callbacks are signed with, for Test-PhotaCallback.</summary>
[Cmdlet(VerbsCommon.Get, "PhotaWebhookSecret")]
[OutputType(typeof(SecureString))]
public sealed class GetPhotaWebhookSecretCommand : PhotaCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing() =>
        Run(null, () => WriteObject(Call((client, stop) => client.GetWebhookSecretAsync(stop)).Reveal().Secure()));
}

using System.Management.Automation;

namespace PhotaPS;

/// <summary>Forgets the key: this runspace's if it has one, or else the process's.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Phota")]
[OutputType(typeof(void))]
public sealed class DisconnectPhotaCommand : PhotaCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing() => PhotaSession.Disconnect();
}

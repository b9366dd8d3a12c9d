using System.Management.Automation;

namespace PhotaPS;

/// <summary>Forgets this session's key.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Phota")]
[OutputType(typeof(void))]
public sealed class DisconnectPhotaCommand : PhotaCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing() => Session.Disconnect();
}

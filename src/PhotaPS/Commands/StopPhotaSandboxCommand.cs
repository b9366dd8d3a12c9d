using System.Management.Automation;

namespace PhotaPS;

/// <summary>Ends this session's sandbox and the connection to it.</summary>
[Cmdlet(VerbsLifecycle.Stop, "PhotaSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopPhotaSandboxCommand : PhotaCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ShouldProcess("127.0.0.1", "Stop the Phota sandbox")) Session.StopSandbox();
    }
}

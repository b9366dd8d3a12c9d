using System.Management.Automation;

namespace PhotaPS;

/// <summary>Ends this process's sandbox and the connections to it.</summary>
[Cmdlet(VerbsLifecycle.Stop, "PhotaSandbox", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class StopPhotaSandboxCommand : PhotaCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ShouldProcess("127.0.0.1", "Stop the Phota sandbox")) SandboxScope.Leave();
    }
}

using System.Management.Automation;

namespace PhotaPS;

/// <summary>Shows where this session is connected to; nothing when there is no key.</summary>
[Cmdlet(VerbsCommon.Get, "PhotaConnection")]
[OutputType(typeof(PhotaConnection))]
public sealed class GetPhotaConnectionCommand : PhotaCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            if ((Session.Connection ?? EnvironmentConnection.Read()?.Connection) is { } connection) WriteObject(connection);
        }
        catch (PhotaException e)
        {
            Throw(e);
        }
    }
}

using System.Management.Automation;
using System.Security;

namespace PhotaPS;

/// <summary>Reads a key through the SecretManagement module, where that is installed; we do not depend on it.</summary>
internal static class SecretVault
{
    public static SecureString Read(PSCmdlet cmdlet, string name, string? vault)
    {
        if (cmdlet.InvokeCommand.GetCommand("Get-Secret", CommandTypes.Cmdlet | CommandTypes.Function) is null)
            throw Failed("The SecretManagement module is not installed: there is no Get-Secret.", null);
        try
        {
            const string Script = "param($Name, $Vault) if ($Vault) { Get-Secret -Name $Name -Vault $Vault -ErrorAction Stop } else { Get-Secret -Name $Name -ErrorAction Stop }";
            object? secret = cmdlet.InvokeCommand.InvokeScript(Script, false, System.Management.Automation.Runspaces.PipelineResultTypes.None, null, name, vault)
                .FirstOrDefault()?.BaseObject;
            return secret switch
            {
                SecureString key => key,
                PSCredential credential => credential.Password,
                _ => throw Failed($"The secret '{name}' is neither a SecureString nor a PSCredential.", null),
            };
        }
        catch (RuntimeException e)
        {
            throw Failed($"The secret '{name}' cannot be read: {e.Message}", e);
        }
    }

    private static PhotaException Failed(string message, Exception? cause) =>
        new(PhotaErrorKind.Authentication, message, cause) { IsFatal = true };
}

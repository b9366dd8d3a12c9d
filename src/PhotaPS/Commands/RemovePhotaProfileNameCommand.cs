using System.Management.Automation;

namespace PhotaPS;

/// <summary>Removes the names of profiles; the profiles themselves stay.</summary>
[Cmdlet(VerbsCommon.Remove, "PhotaProfileName", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class RemovePhotaProfileNameCommand : ProfileIdCommand
{
    private protected override void Process(string id)
    {
        if (ProfileNames.NameOf(id) is not { } name)
            throw new PhotaException(PhotaErrorKind.NotFound, $"Profile {id} has no name.").WithAdvice("Get-PhotaProfile shows which profiles have one.");
        if (ShouldProcess(name, "remove the name; the profile stays")) ProfileNames.Remove(id);
    }
}

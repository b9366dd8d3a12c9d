using System.Management.Automation;

namespace PhotaPS;

/// <summary>Deletes profiles with all their data, at once and for good.</summary>
[Cmdlet(VerbsCommon.Remove, "PhotaProfile", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemovePhotaProfileCommand : ProfileIdCommand
{
    private protected override void Process(string id)
    {
        if (!ShouldProcess(id, "delete the profile and all its data for good")) return;
        Call((client, stop) => client.RemoveProfileAsync(id, stop));
        Session.Seen.Profiles.Remove(id);
        if (ProfileNames.NameOf(id) is not null) ProfileNames.Remove(id);
    }
}

using System.Management.Automation;

namespace PhotaPS;

/// <summary>Gives a profile a name, which is kept in a file and not at the service.</summary>
[Cmdlet(VerbsCommon.Set, "PhotaProfileName", SupportsShouldProcess = true)]
[OutputType(typeof(PhotaProfile))]
public sealed class SetPhotaProfileNameCommand : PhotaCommand
{
    /// <summary>The profile's id, or the name that it has so far.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "The id of the profile, or the name that it has so far.")]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ProfileIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string ProfileId { get; set; } = "";

    /// <summary>The name, by which -ProfileId and prompts take the profile from now on.</summary>
    [Parameter(Mandatory = true, Position = 1, HelpMessage = "The name; a profile has one.")]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>Takes the name from another profile that has it.</summary>
    [Parameter(HelpMessage = "Takes the name from another profile that has it.")]
    public SwitchParameter Force { get; set; }

    /// <summary>Emits the profile.</summary>
    [Parameter(HelpMessage = "Emits the profile.")]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(ProfileId, () =>
    {
        string id = ProfileNames.Resolve(ProfileId);
        ProfileNames.Require(Name);
        if (!ShouldProcess(id, $"name the profile '{Name}'")) return;

        // A mistyped id would get a name and be offered by it from then on; asking is free.
        PhotaProfile profile = Call((client, stop) => client.GetProfileAsync(id, stop));
        try
        {
            ProfileNames.Set(Name, id, Force);
        }
        catch (PhotaException e) when (!Force && e.Kind == PhotaErrorKind.Validation && ProfileNames.All.ContainsKey(Name))
        {
            throw e.WithAdvice("Choose another name, or take it from that profile with -Force.");
        }

        if (PassThru) Emit(Session.Seen.WithTag(profile));
    });
}

using System.Management.Automation;

namespace PhotaPS;

/// <summary>Lists profiles, or asks how far some of them are.</summary>
[Cmdlet(VerbsCommon.Get, "PhotaProfile", DefaultParameterSetName = AllSet)]
[OutputType(typeof(PhotaProfile))]
public sealed class GetPhotaProfileCommand : PhotaCommand
{
    private const string AllSet = "All";
    private const string IdSet = "Id";
    private const string ProfileSet = "Profile";

    /// <summary>The profiles' ids or names; without any, all profiles of the account are listed.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ParameterSetName = IdSet,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "Ids or names of profiles.")]
    [Alias("Id")]
    [ArgumentCompleter(typeof(ProfileIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] ProfileId { get; set; } = [];

    /// <summary>Profiles to ask after again; what is known of them besides their state is kept.</summary>
    [Parameter(
        Mandatory = true,
        ParameterSetName = ProfileSet,
        ValueFromPipeline = true,
        HelpMessage = "Profiles whose state is to be updated.")]
    [ValidateNotNull]
    public PhotaProfile[] InputObject { get; set; } = [];

    /// <summary>Lists only profiles with this tag.</summary>
    [Parameter(ParameterSetName = AllSet, HelpMessage = "Lists only profiles with this tag.")]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNull]
    public string? Tag { get; set; }

    /// <summary>Only profiles in one of these states, in the service's words or in ours.</summary>
    [Parameter(HelpMessage = "Lists only profiles in one of these states.")]
    [ArgumentCompleter(typeof(ProfileStatusCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Status { get; set; } = [];

    // Not at the end: a pipeline that brings no ids must list nothing, least of all into Remove-PhotaProfile.

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == AllSet) Run(Tag, () => Show(Call((client, stop) => client.ListProfilesAsync(Tag, stop))));
        foreach (PhotaProfile profile in InputObject)
            Run(profile, () => Show([Call((client, stop) => client.GetProfileAsync(profile, stop))]));
        foreach (string name in ProfileId)
        {
            Run(name, () =>
            {
                string id = ProfileNames.Resolve(name);
                Show([Call((client, stop) => client.GetProfileAsync(id, stop))]);
            });
        }
    }

    private void Show(IReadOnlyList<PhotaProfile> profiles)
    {
        foreach (PhotaProfile listed in profiles)
        {
            PhotaProfile profile = Session.Seen.WithTag(Tag is null ? listed : listed with { Tag = listed.Tag ?? Tag });
            if (Status.Length == 0 || Status.Any(profile.HasStatus)) Emit(profile);
            else Session.Seen.Remember(profile);
        }
    }
}

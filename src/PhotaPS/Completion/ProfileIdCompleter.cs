using System.Management.Automation.Runspaces;

namespace PhotaPS;

/// <summary>Completes names of profiles, then the ids that this session has seen; never a call to the service.</summary>
internal sealed class ProfileIdCompleter : WordCompleter
{
    private protected override IEnumerable<(string Name, string Hint)> Words =>
        Runspace.DefaultRunspace is null ? [] : [.. ProfileNameCompleter.Names, .. PhotaSession.Current.Seen.Profiles.Newest];
}

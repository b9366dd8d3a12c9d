using System.Management.Automation.Runspaces;

namespace PhotaPS;

/// <summary>Completes names of profiles, then the ids that this session has seen; never a call to the service.</summary>
internal sealed class ProfileIdCompleter : WordCompleter
{
    /// <summary>The names, then the ids.</summary>
    internal static IEnumerable<(string Name, string Hint)> Known =>
        Runspace.DefaultRunspace is null ? [] : [.. Names(), .. PhotaSession.Current.Seen.Profiles.Newest];

    private protected override IEnumerable<(string Name, string Hint)> Words => Known;

    private static IEnumerable<(string Name, string Hint)> Names()
    {
        try
        {
            return [.. PhotaSession.Current.OpenProfileNames().All.Select(pair => (pair.Key, pair.Value))];
        }
        catch (PhotaException)
        {
            // The Tab key reports no errors; the command will.
            return [];
        }
    }
}

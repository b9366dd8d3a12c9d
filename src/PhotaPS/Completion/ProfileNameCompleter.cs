using System.Management.Automation.Runspaces;

namespace PhotaPS;

/// <summary>Completes names of profiles; never a call to the service.</summary>
internal sealed class ProfileNameCompleter : WordCompleter
{
    /// <summary>Each name with its id; none where they cannot be read, for the Tab key reports no errors.</summary>
    public static IEnumerable<(string Name, string Hint)> Names
    {
        get
        {
            try
            {
                return [.. PhotaSession.Current.OpenProfileNames().All.Select(pair => (pair.Key, pair.Value))];
            }
            catch (PhotaException)
            {
                return [];
            }
        }
    }

    private protected override IEnumerable<(string Name, string Hint)> Words => Runspace.DefaultRunspace is null ? [] : Names;
}

using System.Management.Automation.Runspaces;

namespace PhotaPS;

/// <summary>Completes from what this session has seen.</summary>
internal abstract class SessionCompleter : WordCompleter
{
    private protected sealed override IEnumerable<(string Name, string Hint)> Words =>
        Runspace.DefaultRunspace is null ? [] : Names(PhotaSession.Current.Seen).Newest;

    private protected abstract RecentValues Names(CompletionCache seen);
}

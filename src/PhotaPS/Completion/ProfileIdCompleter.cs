namespace PhotaPS;

internal sealed class ProfileIdCompleter : SessionCompleter
{
    private protected override RecentValues Names(CompletionCache seen) => seen.Profiles;
}

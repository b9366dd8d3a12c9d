namespace PhotaPS;

internal sealed class ProfileIdCompleter : SessionCompleter
{
    private protected override RecentNames Names(SeenNames seen) => seen.Profiles;
}

namespace PhotaPS;

internal sealed class JobIdCompleter : SessionCompleter
{
    private protected override RecentNames Names(SeenNames seen) => seen.Jobs;
}

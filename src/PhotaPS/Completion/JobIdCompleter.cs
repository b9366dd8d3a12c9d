namespace PhotaPS;

internal sealed class JobIdCompleter : SessionCompleter
{
    private protected override RecentValues Names(CompletionCache seen) => seen.Jobs;
}

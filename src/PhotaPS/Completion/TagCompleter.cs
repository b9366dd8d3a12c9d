namespace PhotaPS;

internal sealed class TagCompleter : SessionCompleter
{
    private protected override RecentValues Names(CompletionCache seen) => seen.Tags;
}

namespace PhotaPS;

internal sealed class TagCompleter : SessionCompleter
{
    private protected override RecentNames Names(SeenNames seen) => seen.Tags;
}

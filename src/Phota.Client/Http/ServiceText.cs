namespace Phota;

/// <summary>Words of the service as they may be shown, and not too many of them.</summary>
internal static class ServiceText
{
    private const int MaxCharacters = 500;

    public static string? Clean(string? words) =>
        words is null ? null : ShownText.Line(words.Length <= MaxCharacters ? words : $"{words.Substring(0, MaxCharacters)}…");
}

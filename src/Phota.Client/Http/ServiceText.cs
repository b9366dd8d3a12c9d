namespace Phota;

/// <summary>Words of the service as they may be shown: one line, not too long, and nothing that steers a terminal.</summary>
internal static class ServiceText
{
    private const int MostCharacters = 500;

    public static string? Clean(string? words)
    {
        if (words is null) return null;
        string line = words.Length <= MostCharacters ? words : $"{words.Substring(0, MostCharacters)}…";
        return line.Any(char.IsControl) ? new([.. line.Select(c => char.IsControl(c) ? ' ' : c)]) : line;
    }
}

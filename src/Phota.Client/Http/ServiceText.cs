using System.Text.RegularExpressions;

namespace Phota;

/// <summary>Words of the service as they may be shown: one line, not too long, and nothing that steers a terminal or a build.</summary>
internal static class ServiceText
{
    private const int MaxCharacters = 500;

    public static string? Clean(string? words)
    {
        if (words is null) return null;
        string line = words.Length <= MaxCharacters ? words : $"{words.Substring(0, MaxCharacters)}…";
        if (line.Any(char.IsControl)) line = new([.. line.Select(c => char.IsControl(c) ? ' ' : c)]);

        // Build agents take commands from anywhere in a line of the log, which errors end up in: ##vso[...], ##[...].
        return line.Contains("##") ? Regex.Replace(line, "#(?=#)", "# ") : line;
    }
}

using System.Text.RegularExpressions;

namespace Phota;

/// <summary>
/// Text that the user did not type, as it may be shown: one line that steers neither a terminal nor a build. A service, a
/// file's name, a ledger that another wrote and a callback are such text.
/// </summary>
public static class ShownText
{
    /// <summary>The text in one line, without control characters and without what a build agent takes for a command.</summary>
    /// <param name="text">Any text.</param>
    public static string Line(string text)
    {
        string line = text.Any(Steers) ? new([.. text.Select(c => Steers(c) ? ' ' : c)]) : text;

        // GitHub Actions reads a command at the beginning of a line.
        if (line.TrimStart().StartsWith("::", StringComparison.Ordinal)) line = $": {line.TrimStart().Substring(1)}";

        // Azure Pipelines reads one anywhere: ##vso[...], ##[...].
        return line.Contains("##") ? Regex.Replace(line, "#(?=#)", "# ") : line;
    }

    // Besides control characters: those that end a line, and those that show the letters after them in another order.
    private static bool Steers(char c) => char.IsControl(c)
        || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}

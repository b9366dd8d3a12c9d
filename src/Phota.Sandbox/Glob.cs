using System.IO.Enumeration;

namespace Phota.Sandbox;

/// <summary>A path with <c>*</c> for any characters and <c>?</c> for one.</summary>
internal static class Glob
{
    public static bool Matches(string pattern, string path) =>
        FileSystemName.MatchesSimpleExpression(pattern, path, ignoreCase: false);
}

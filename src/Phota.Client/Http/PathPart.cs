namespace Phota;

/// <summary>Makes a segment of a URL of an id that people type; none may lead to another URL than the one meant.</summary>
internal static class PathPart
{
    private const int MaxCharacters = 256;

    public static bool IsOne(string id) =>
        id.Length is > 0 and <= MaxCharacters && id is not ("." or "..") && IsUnicode(id) && !id.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '/' or '\\');

    /// <summary>Whether no half of a pair stands alone: such a text has no form in a URL.</summary>
    public static bool IsUnicode(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (!char.IsSurrogatePair(text, i)) return false;
            i++;
        }

        return true;
    }

    public static string Of(string id, string what) => IsOne(id)
        ? Uri.EscapeDataString(id)
        : throw new PhotaException(PhotaErrorKind.Validation, $"'{ServiceText.Clean(id)}' cannot be the id of a {what}.");
}

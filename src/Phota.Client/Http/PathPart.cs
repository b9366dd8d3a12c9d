namespace Phota;

/// <summary>Makes a part of an address of an id that people type; none may lead to another address than the one meant.</summary>
internal static class PathPart
{
    private const int MostCharacters = 256;

    public static bool IsOne(string id) =>
        id.Length is > 0 and <= MostCharacters && id is not ("." or "..") && !id.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '/' or '\\');

    public static string Of(string id, string what) => IsOne(id)
        ? Uri.EscapeDataString(id)
        : throw new PhotaException(PhotaErrorKind.Validation, $"'{ServiceText.Clean(id)}' cannot be the id of a {what}.");
}

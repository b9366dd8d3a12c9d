using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Phota;

/// <summary>How results are named: text with tokens such as <c>{name}</c> in it, without the extension, which is the result's own.</summary>
public sealed class NameTemplate
{
    private const string Tokens = "{name}, {folder}, {extension}, {operation}, {model}, {variation}, {date}, {hash}";

    private static readonly Regex s_token = new("\\{([^{}]*)\\}", RegexOptions.CultureInvariant);

    private readonly string _text;

    /// <summary>Reads a template.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="PhotaException">Kind Validation, fatal: an unknown token, a single brace, a path.</exception>
    public NameTemplate(string text)
    {
        _text = text;
        foreach (Match token in s_token.Matches(text))
        {
            if (!Tokens.Contains(token.Value.ToLowerInvariant(), StringComparison.Ordinal)) throw Bad($"has the unknown token '{token.Value}'; the tokens are {Tokens}");
        }

        string words = s_token.Replace(text, "");
        if (words.IndexOfAny(['{', '}']) >= 0) throw Bad($"has a brace without its other half; a token is one of {Tokens}");
        if (words.IndexOfAny(['/', '\\']) >= 0) throw Bad("is a path; it makes names inside of the destination");
        if (string.IsNullOrWhiteSpace(text)) throw Bad("is empty");
    }

    /// <summary>Whether the name depends on what the request is, so that the photo has to be read for it.</summary>
    internal bool NeedsFingerprint => Has("{hash}");

    /// <summary>The name of each variation of a request, from 0, without its extension.</summary>
    /// <param name="request">The request.</param>
    /// <param name="sourceName">What the result is named for: a file name.</param>
    /// <param name="fingerprint">The request's fingerprint, where the name depends on it.</param>
    /// <exception cref="PhotaException">Kind Validation: a token has no value for this request.</exception>
    internal Func<int, string> Bind(ImageRequest request, string sourceName, RequestFingerprint? fingerprint)
    {
        string bound = s_token.Replace(_text, token => token.Value.ToLowerInvariant() switch
        {
            "{name}" => Required(token.Value, request.Source is null ? sourceName : SafeName.WithoutExtension(sourceName), request),
            "{folder}" => Required(token.Value, Folder(request), request),
            "{extension}" => Required(token.Value, request.Source is null ? null : SafeName.Extension(sourceName).TrimStart('.'), request),
            "{operation}" => request.Operation,
            "{model}" => Required(token.Value, request.Model, request),
            "{date}" => Required(token.Value, Date(request), request),
            "{hash}" => Required(token.Value, fingerprint?.Value.Substring(0, 8), request),
            _ => "{variation}",
        });
        bool isNumbered = Has("{variation}");
        return index => isNumbered
            ? SafeName.Clean(bound.Replace("{variation}", FormattableString.Invariant($"{index + 1}")))
            : SafeName.Clean(bound) + (index == 0 ? "" : FormattableString.Invariant($".v{index + 1}"));
    }

    private bool Has(string token) => _text.Contains(token, StringComparison.OrdinalIgnoreCase);

    // A value may hold braces of its own; they are no tokens.
    private static string Required(string token, string? value, ImageRequest request)
    {
        if (string.IsNullOrEmpty(value))
        {
            throw new PhotaException(
                PhotaErrorKind.Validation, $"The name template's {token} has no value for '{ShownSource.Of(request.Source ?? request.Prompt ?? request.Operation)}'; nothing was sent.");
        }

        StringBuilder text = new(value);
        return text.Replace('{', '(').Replace('}', ')').ToString();
    }

    private static string? Folder(ImageRequest request)
    {
        string source = request.Source ?? "";
        int last = SafeName.LastPart(source);
        if (last < 2 || source.Contains("://")) return null;
        string folder = source.Substring(0, last - 1);
        return folder.Substring(SafeName.LastPart(folder));
    }

    // The first input is the photo; a result on its way is dated by the photo that it was made of.
    private static string? Date(ImageRequest request)
    {
        string?[] paths = [request.Source, request.Inputs.Count == 0 ? null : request.Inputs[0].LocalPath];
        return paths.FirstOrDefault(File.Exists) is { } path ? (DayTaken(path) ?? File.GetLastWriteTime(path)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
    }

    private static DateTime? DayTaken(string path)
    {
        try
        {
            return PhotoMetadata.Read(path).Exif is { } exif ? ExifBlock.Parse(exif).DayTaken : null;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            // A photo whose metadata cannot be read has the date of its file.
            return null;
        }
    }

    private PhotaException Bad(string why) => new(PhotaErrorKind.Validation, $"The name template '{_text}' {why}; nothing was sent.") { IsFatal = true };
}

using System.Security.Cryptography;
using System.Text;

namespace Phota;

/// <summary>Makes a file name, good on every system, of text that did not come from this file system.</summary>
internal static class SafeName
{
    private const int MaxBytes = 200;

    private static readonly string[] s_reserved =
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. "0123456789\u00B9\u00B2\u00B3".SelectMany(n => new[] { $"COM{n}", $"LPT{n}" })];

    /// <summary>The last part of a URL; its query may be what tells two apart, or a signature, so only a hash of it is kept.</summary>
    public static string FromUri(Uri uri)
    {
        string name = Clean(Uri.UnescapeDataString(uri.Segments is [.., string last] ? last : ""));
        if (uri.Query.Length <= 1) return name;
        string extension = Path.GetExtension(name);
        return $"{name.Substring(0, name.Length - extension.Length)}-{Hash(uri.Query)}{extension}";
    }

    /// <summary>A short readable name of a prompt; the hash keeps two prompts with the same beginning apart.</summary>
    public static string FromPrompt(string prompt)
    {
        string words = string.Join("-", prompt.ToLowerInvariant().Split(NotWord(prompt), StringSplitOptions.RemoveEmptyEntries));
        string start = words.Length <= 48 ? words : words.Substring(0, 48).TrimEnd('-');
        return Clean($"{start}-{Hash(prompt)}");
    }

    /// <summary>A file's own name; a name from a list that no file can have is cleaned.</summary>
    public static string FromFile(string path)
    {
        string name = path.Substring(LastPart(path));
        bool isWindows = Path.DirectorySeparatorChar == '\\';
        return isWindows || name.Any(char.IsControl) ? Clean(name) : name;
    }

    /// <summary>Where the last part of a path begins. .NET Framework's own refuses a path that no file can have.</summary>
    public static int LastPart(string path) => path.LastIndexOfAny([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]) + 1;

    /// <summary>A name's extension, with its point. .NET Framework's own refuses a name that no file can have.</summary>
    public static string Extension(string name) => name.LastIndexOf('.') is > 0 and int point ? name.Substring(point) : "";

    public static string WithoutExtension(string name) => name.Substring(0, name.Length - Extension(name).Length);

    public static string Clean(string text)
    {
        StringBuilder name = new(text.Length);
        foreach (char c in text)
            name.Append(char.IsControl(c) || "<>:\"/\\|?*".Contains(c) ? '_' : c);
        string clean = Shorten(name.ToString().Trim(' ', '.'));
        if (clean.Length == 0) clean = "image";
        string stem = clean.Split('.')[0].TrimEnd();
        return s_reserved.Contains(stem, StringComparer.OrdinalIgnoreCase) ? "_" + clean : clean;
    }

    /// <summary>Cuts a name that leaves a file system no room for an extension, and keeps it distinct by a hash.</summary>
    public static string Shorten(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes) return name;
        string extension = Path.GetExtension(name) is { Length: <= 8 } short_ ? short_ : "";
        int length = Math.Min(name.Length, MaxBytes);
        while (Encoding.UTF8.GetByteCount(name.ToCharArray(0, length)) > MaxBytes - 16) length--;
        if (char.IsHighSurrogate(name[length - 1])) length--;
        return $"{name.Substring(0, length)}-{Hash(name)}{extension}";
    }

    private static char[] NotWord(string text) => text.ToLowerInvariant().Where(c => !char.IsLetterOrDigit(c)).Distinct().ToArray();

    private static string Hash(string text) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 4).ToLowerInvariant();
}

using System.Text;

namespace Phota.Tests.Fuzzing;

/// <summary>What every name of a result keeps to, on every system.</summary>
internal static class NameRules
{
    private static readonly string[] s_reserved = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

    public static void Check(string path, string folder)
    {
        Assert.Equal(Path.GetFullPath(folder), Path.GetDirectoryName(Path.GetFullPath(path)));
        string name = Path.GetFileName(path);
        Assert.DoesNotContain(name, char.IsControl);

        // A provenance file has its name from the image's, and is written beside itself first.
        Assert.InRange(Encoding.UTF8.GetByteCount(name + ".json.part"), 1, 255);
        Assert.Contains(Path.GetExtension(name).ToLowerInvariant(), new[] { ".jpg", ".jpeg", ".png", ".webp", ".heic" });
    }

    /// <summary>As <see cref="Check"/>, for a name that is not a local file's own: Windows has to bear it too.</summary>
    public static void CheckForWindows(string path, string folder)
    {
        Check(path, folder);
        string name = Path.GetFileName(path);
        Assert.Equal(-1, name.IndexOfAny(['<', '>', ':', '"', '/', '\\', '|', '?', '*']));
        Assert.Equal(name.Trim(' ').TrimEnd('.'), name);
        string stem = name.Split('.')[0].TrimEnd().ToUpperInvariant();
        Assert.DoesNotContain(stem, s_reserved);
        Assert.False(stem.Length == 4 && stem[..3] is "COM" or "LPT" && (char.IsAsciiDigit(stem[3]) || stem[3] is '\u00B9' or '\u00B2' or '\u00B3'), name);
    }
}

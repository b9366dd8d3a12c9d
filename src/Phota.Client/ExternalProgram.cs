using System.Diagnostics;

namespace Phota;

/// <summary>Programs of this machine that are started: only those on PATH, by their full path, and without the key.</summary>
public static class ExternalProgram
{
    /// <summary>Prepares to start a program; null where PATH has none of that name.</summary>
    /// <param name="name">Its name, without a folder and without an extension.</param>
    public static ProcessStartInfo? Prepare(string name)
    {
        if (Find(name, Environment.GetEnvironmentVariable("PATH")) is not { } path) return null;
        ProcessStartInfo start = new(path) { UseShellExecute = false };
        start.Environment.Remove("PHOTA_API_KEY");
        return start;
    }

    /// <summary>
    /// Finds a program. The system's own search begins in the current folder, which may hold anything; so does a PATH with
    /// an empty or a relative part.
    /// </summary>
    internal static string? Find(string name, string? path)
    {
        string file = Path.DirectorySeparatorChar == '\\' ? $"{name}.exe" : name;
        return (path ?? "").Split(Path.PathSeparator)
            .Select(folder => folder.Trim('"'))
            .Where(IsFull)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(IsProgram);
    }

    private static bool IsFull(string folder) => Path.DirectorySeparatorChar == '\\'
        ? folder.IndexOfAny(Path.GetInvalidPathChars()) < 0 && (folder is [_, ':', '\\' or '/', ..] or ['\\', '\\', ..])
        : folder is ['/', ..];

    private static bool IsProgram(string path)
    {
#if !NETFRAMEWORK
        const UnixFileMode execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows()) return File.Exists(path) && (File.GetUnixFileMode(path) & execute) != 0;
#endif
        return File.Exists(path);
    }
}

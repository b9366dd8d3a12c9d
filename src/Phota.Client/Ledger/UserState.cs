using System.Security.Cryptography;
using System.Text;

namespace Phota;

/// <summary>The folder in which the operating system has programs keep what a user's earlier commands left behind.</summary>
internal static class UserState
{
    public static string Folder => Path.Combine(Root(), "PhotaPS");

    /// <summary>The folder in which the operating system has programs keep a user's settings.</summary>
    public static string Configuration => Path.Combine(ConfigurationRoot(), "PhotaPS");

    /// <summary>Whether an operation of an endpoint has ever brought this user an image.</summary>
    public static bool IsProven(Uri endpoint, string operation) => File.Exists(Marker(endpoint, operation));

    /// <summary>Notes that an operation of an endpoint works, so that the next command's first request need not run alone.</summary>
    public static void Prove(Uri endpoint, string operation)
    {
        try
        {
            string marker = Marker(endpoint, operation);
            Create(Path.GetDirectoryName(marker)!);
            File.WriteAllBytes(marker, []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next command begins with one request again.
        }
    }

    /// <summary>Creates a folder that only the user can read.</summary>
    public static void Create(string folder)
    {
#if NETFRAMEWORK
        Directory.CreateDirectory(folder);
#else
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#endif
    }

    private static string Marker(Uri endpoint, string operation)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{RequestFingerprint.CanonicalEndpoint(endpoint)} {operation}"));
        return Path.Combine(Folder, "proven", Convert.ToHexString(hash, 0, 8).ToLowerInvariant());
    }

    private static string ConfigurationRoot()
    {
        if (Path.DirectorySeparatorChar == '\\')
            return Environment.GetEnvironmentVariable("APPDATA") is { Length: > 0 } roaming ? roaming : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
        if (Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { Length: > 0 } configuration) return configuration;
        return Directory.Exists("/System/Library") ? Path.Combine(Home(), "Library", "Application Support") : Path.Combine(Home(), ".config");
    }

    private static string Root()
    {
        if (Path.DirectorySeparatorChar == '\\')
            return Environment.GetEnvironmentVariable("LOCALAPPDATA") is { Length: > 0 } local ? local : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        if (Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state) return state;
        return Directory.Exists("/System/Library") ? Path.Combine(Home(), "Library", "Application Support") : Path.Combine(Home(), ".local", "state");
    }

    private static string Home() =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? home : Path.GetTempPath();
}

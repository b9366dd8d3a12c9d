using System.Diagnostics;
using System.Text.Json;

namespace Phota.Tests.Metadata;

/// <summary>The judge: ExifTool, which knows the formats and the cameras.</summary>
internal static class ExifTool
{
    public static bool IsThere { get; } = IsInstalled("exiftool", "-ver");

    public static bool HasHeifEncoder { get; } = IsInstalled("heif-enc", "--help");

    /// <summary>What it says against a file.</summary>
    public static string[] Validate(string path) =>
        [.. Run("exiftool", "-validate", "-warning", "-error", "-a", "-S", path).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("Validate:", StringComparison.Ordinal))];

    /// <summary>Tags of a file by group and name, as numbers where there are.</summary>
    public static Dictionary<string, string> Read(string path, params string[] options)
    {
        using JsonDocument json = JsonDocument.Parse(Run("exiftool", ["-json", "-G1", "-n", .. options, path]));
        return json.RootElement[0].EnumerateObject().ToDictionary(tag => tag.Name, tag => tag.Value.ToString());
    }

    public static string Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 || output.Length > 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors.Result}");
    }

    private static bool IsInstalled(string program, string argument)
    {
        try
        {
            Run(program, argument);
            return true;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }
}

/// <summary>A test that ExifTool judges.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ExifToolFactAttribute : FactAttribute
{
    public ExifToolFactAttribute() => Skip = ExifTool.IsThere ? null : "It needs exiftool (Debian: libimage-exiftool-perl).";
}

/// <summary>A test with several photos that ExifTool judges.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ExifToolTheoryAttribute : TheoryAttribute
{
    public ExifToolTheoryAttribute() =>
        Skip = ExifTool.IsThere && ExifTool.HasHeifEncoder ? null : "It needs exiftool and heif-enc (Debian: libimage-exiftool-perl, libheif-examples).";
}

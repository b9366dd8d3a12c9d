using System.Diagnostics;

namespace Phota;

/// <summary>The PowerShell of tests and benchmarks: the program in PHOTAPS_PWSH, otherwise the one that the tool manifest pins.</summary>
internal static class PowerShell
{
    private static readonly string[] s_program = [];

    static PowerShell()
    {
        if (Environment.GetEnvironmentVariable("PHOTAPS_PWSH") is { Length: > 0 } named)
        {
            s_program = [named];
            return;
        }

        (int status, string text) = Ask("tool", "restore");
        if (status != 0)
        {
            Missing = $"PowerShell could not be restored: {string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}";
            return;
        }

        // The tool's own process only starts PowerShell as a child, which would live on if the tool were killed.
        (_, string home) = Ask("pwsh", "-NoProfile", "-NonInteractive", "-Command", "$PSHOME");
        s_program = ["dotnet", Path.Combine(home.Trim(), "pwsh.dll")];
    }

    /// <summary>Why there is no PowerShell, or null.</summary>
    public static string? Missing { get; }

    /// <summary>The command line that runs it without a profile and without questions.</summary>
    public static string[] Command(params string[] arguments) =>
        Missing is null ? [.. s_program, "-NoProfile", "-NonInteractive", .. arguments] : throw new InvalidOperationException(Missing);

    private static (int Status, string Text) Ask(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            // The manifest is found from the working folder.
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}

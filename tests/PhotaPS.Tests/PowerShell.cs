using System.Diagnostics;
using Phota;

namespace PhotaPS.Tests;

/// <summary>The PowerShell that runs the cmdlets' tests: the program in PHOTAPS_PWSH, otherwise the one that the tool manifest pins.</summary>
internal static class PowerShell
{
    private static readonly string[] s_command = [];

    static PowerShell()
    {
        if (Environment.GetEnvironmentVariable("PHOTAPS_PWSH") is { Length: > 0 } named)
        {
            s_command = [named];
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
        s_command = ["dotnet", Path.Combine(home.Trim(), "pwsh.dll")];
    }

    /// <summary>Why there is no PowerShell, or null.</summary>
    public static string? Missing { get; }

    /// <summary>Runs a script to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string script, params string[] arguments)
    {
        using Process process = Start([.. s_command, "-NoProfile", "-NonInteractive", "-File", script, .. arguments]);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }

    private static (int Status, string Text) Ask(params string[] arguments)
    {
        using Process process = Start(["dotnet", .. arguments]);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    private static Process Start(string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A process of a few seconds pays for the JIT's profile and does not live to profit from it: a quarter of its CPU time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}

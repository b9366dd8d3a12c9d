using System.ComponentModel;
using System.Diagnostics;

namespace PhotaPS.Tests;

/// <summary>A test that needs a real PowerShell with Pester 5, and says so where there is none.</summary>
public sealed class PwshFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> s_missing = new(FindMissing);

    public PwshFactAttribute() => Skip = s_missing.Value;

    private static string? FindMissing()
    {
        try
        {
            using Process pwsh = Process.Start(new ProcessStartInfo(
                "pwsh",
                ["-NoProfile", "-NonInteractive", "-Command", "exit [int]-not (Get-Module Pester -ListAvailable | Where-Object Version -ge 5.5)"]))!;
            pwsh.WaitForExit();
            return pwsh.ExitCode == 0 ? null : "Pester was skipped: pwsh is on PATH, but Pester 5.5 or later is not installed.";
        }
        catch (Win32Exception)
        {
            return "Pester was skipped: there is no pwsh on PATH.";
        }
    }
}

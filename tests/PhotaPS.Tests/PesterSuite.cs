using System.Diagnostics;
using Phota;
using Xunit.Abstractions;

namespace PhotaPS.Tests;

public sealed class PesterSuite(ITestOutputHelper output)
{
    [PwshFact]
    public async Task Every_It_passes_in_a_real_pwsh()
    {
        using Process pwsh = Process.Start(new ProcessStartInfo(
            "pwsh",
            ["-NoProfile", "-NonInteractive", "-File", Repository.File("tests/PhotaPS.Tests/Invoke-Suite.ps1")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        pwsh.StandardInput.Close();
        Task<string> errors = pwsh.StandardError.ReadToEndAsync();
        string text = await pwsh.StandardOutput.ReadToEndAsync();
        await pwsh.WaitForExitAsync();

        output.WriteLine(text);
        Assert.True(pwsh.ExitCode == 0, $"{text}{Environment.NewLine}{await errors}");
    }
}

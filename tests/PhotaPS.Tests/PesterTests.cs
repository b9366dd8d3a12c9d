using System.Diagnostics;
using Phota;
using Xunit.Sdk;
using Xunit.v3;

// One more than the cores of a small machine: each file waits now and then.
[assembly: Parallelization(Mode = ParallelMode.All, MaxThreads = 3)]

namespace PhotaPS.Tests;

/// <summary>Each Pester file in a PowerShell of its own.</summary>
public sealed class PesterTests
{
    private const string MeasuresTime = "Stop.Tests.ps1";

    private static readonly string s_folder = Repository.File("tests/PhotaPS.Tests");
    private static readonly string s_logs = Repository.File("out/pester");
    private static readonly string s_summary = Repository.File("out/pester-summary.txt");
    private static readonly Lock s_summaryLock = new();

    static PesterTests()
    {
        Directory.CreateDirectory(s_logs);
        File.Delete(s_summary);
    }

    public static IEnumerable<ITheoryDataRow> Files() =>
        from path in Directory.EnumerateFiles(s_folder, "*.Tests.ps1").Order()
        let name = Path.GetFileName(path)
        select new TheoryDataRow<string>(name)
        {
            TestDisplayName = name,
            Label = "",
            Skip = PowerShell.Missing,
            DisableParallelization = name == MeasuresTime,
        };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_It_passes(string file)
    {
        (int exitCode, string output, string errors) = await RunAsync(
            PowerShell.Command("-File", Path.Combine(s_folder, "Invoke-Suite.ps1"), "-Path", Path.Combine(s_folder, file)));
        string log = Path.Combine(s_logs, $"{file}.log");
        await File.WriteAllTextAsync(log, output + errors, TestContext.Current.CancellationToken);

        // The last lines are the counts, and one for each test that failed or was skipped.
        string[] lines = (output + errors).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        int counts = Array.FindLastIndex(lines, line => line.StartsWith("Pester: ", StringComparison.Ordinal));
        string[] said = counts < 0 ? lines[^Math.Min(lines.Length, 20)..] : [file + lines[counts]["Pester".Length..], .. lines[(counts + 1)..]];
        lock (s_summaryLock) File.AppendAllLines(s_summary, said);
        if (exitCode != 0 || counts < 0) Assert.Fail(string.Join('\n', [.. said, $"Its whole output is in {log}"]));
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] command)
    {
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // As in these tests' own process.
        start.Environment["DOTNET_TieredPGO"] = "0";
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await errors);
    }
}

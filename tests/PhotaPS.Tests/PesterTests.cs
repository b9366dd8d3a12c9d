using Phota;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Parallelization(Mode = ParallelMode.All, Algorithm = ParallelAlgorithm.Conservative, MaxThreads = 2)]

namespace PhotaPS.Tests;

/// <summary>Each Pester file in a PowerShell of its own.</summary>
public sealed class PesterTests
{
    private static readonly string s_folder = Repository.File("tests/PhotaPS.Tests");
    private static readonly string s_summary = Repository.File("out/pester-summary.txt");
    private static readonly Lock s_summaryLock = new();

    static PesterTests() => File.Delete(s_summary);

    public static IEnumerable<ITheoryDataRow> Files() =>
        from path in Directory.EnumerateFiles(s_folder, "*.Tests.ps1").Order()
        let name = Path.GetFileName(path)
        select new TheoryDataRow<string>(name) { TestDisplayName = name, Label = "", Skip = PowerShell.Missing };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Every_It_passes(string file)
    {
        (int exitCode, string output, string errors) = await PowerShell.RunAsync(
            Path.Combine(s_folder, "Invoke-Suite.ps1"), "-Path", Path.Combine(s_folder, file));
        TestContext.Current.TestOutputHelper!.WriteLine(output + errors);

        string[] lines = output.ReplaceLineEndings("\n").Split('\n');
        int counts = Array.FindLastIndex(lines, line => line.StartsWith("Pester: ", StringComparison.Ordinal));
        if (counts < 0) Assert.Fail(output + errors);
        lock (s_summaryLock) File.AppendAllText(s_summary, $"{file}{lines[counts]["Pester".Length..]}\n");
        if (exitCode != 0) Assert.Fail(string.Join('\n', lines[counts..]).Trim());
    }
}

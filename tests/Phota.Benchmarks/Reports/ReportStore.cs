using System.Text.Json;

namespace Phota.Benchmarks.Reports;

/// <summary>Keeps the last report of each case, so that one case can be run again without the others.</summary>
internal static class ReportStore
{
    private static readonly string s_folder = Repository.File("out/bench");

    public static void Save(CaseReport report)
    {
        Directory.CreateDirectory(s_folder);
        File.WriteAllText(FileOf(report.Case), JsonSerializer.Serialize(report));
    }

    public static IReadOnlyList<CaseReport> LoadAll(IEnumerable<string> cases) =>
        [.. cases.Select(FileOf).Where(File.Exists).Select(path => JsonSerializer.Deserialize<CaseReport>(File.ReadAllText(path))!)];

    private static string FileOf(string name) => Path.Combine(s_folder, $"{name}.json");
}

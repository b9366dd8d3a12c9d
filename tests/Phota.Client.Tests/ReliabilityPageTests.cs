using System.Text;
using Phota.Tests.Live.Matrix;

namespace Phota.Tests;

/// <summary>The tables of <c>docs/reliability.md</c> as the tests have them; PHOTAPS_WRITE_DOCS=1 writes them into the page.</summary>
public sealed class ReliabilityPageTests
{
    private const string Begin = "<!-- The fault matrix, written by the tests: begin -->\n";
    private const string End = "<!-- end -->";

    [Fact]
    public void The_page_shows_the_fault_matrix_that_is_tested()
    {
        string path = Repository.File("docs/reliability.md");
        string page = File.ReadAllText(path);
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = page.IndexOf(End, begin, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("PHOTAPS_WRITE_DOCS") == "1") File.WriteAllText(path, page[..begin] + Matrix() + page[end..]);
        else Assert.Equal(Matrix(), page[begin..end]);
    }

    private static string Matrix()
    {
        StringBuilder text = new();
        foreach ((string title, IReadOnlyList<FaultRow> rows) in FaultRows.All)
        {
            text.Append($"\n### {title}\n\n| fault | addresses | bytes | asynchronous |\n|---|---|---|---|\n");
            foreach (FaultRow row in rows) text.Append($"| {row.Name} | {row.Urls ?? "–"} | {row.Bytes ?? "–"} | {row.Async ?? "–"} |\n");
        }

        return text.Append('\n').ToString();
    }
}

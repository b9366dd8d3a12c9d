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
        FaultRow[] rows = [.. FaultRows.All.SelectMany(part => part.Rows), .. FaultRows.Others];
        int cells = rows.Sum(row => Way.All.Concat<ICall>(OtherCall.All).Count(call => call.Expected(row) is not null));
        StringBuilder text = new(FormattableString.Invariant($"\n{rows.Length} faults in {cells:N0} cells.\n"));
        foreach ((string title, IReadOnlyList<FaultRow> of) in FaultRows.All)
        {
            text.Append($"\n### {title}\n\n| fault | default (a job) | bytes |\n|---|---|---|\n");
            foreach (FaultRow row in of) text.Append($"| {row.Name} | {row.Job ?? "–"} | {row.Bytes ?? "–"} |\n");
        }

        text.Append($"\n### {FaultRows.OtherTitle}\n\n| fault | train a profile | ask for states, list, secret | delete a profile | save its image |\n|---|---|---|---|---|\n");
        foreach (FaultRow row in FaultRows.Others) text.Append($"| {row.Name} | {row.Train} | {row.Ask} | {row.Delete} | {row.Image} |\n");
        return text.Append('\n').ToString();
    }
}

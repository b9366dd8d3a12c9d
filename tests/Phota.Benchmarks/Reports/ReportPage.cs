using System.Text;
using Phota.Benchmarks.Measuring;

namespace Phota.Benchmarks.Reports;

/// <summary>Writes docs/performance.md.</summary>
internal static class ReportPage
{
    private const string Intro =
        """
        # Performance

        This page is written by `dotnet run -c Release --project tests/Phota.Benchmarks`; do not edit it by hand.
        `-- --case NAME` runs one case, `-- --case report` only writes the page anew.

        ## How it is measured

        - The contenders of a case take turns in one run (A B C A B C ...), three times each unless a case says otherwise;
          the tables hold medians. Ratios are what counts: the seconds belong to the machine.
        - *whole* is the wall time from the start of a process to its end, the start of pwsh included; *work* is the time of
          the command itself, read inside the process.
        - *CPU* is user and system time of the whole process as the kernel accounts it to its parent (`getrusage`,
          RUSAGE_CHILDREN, before and after; one child at a time). *peak* is the peak resident memory that the kernel keeps for
          the process (`VmHWM`), read every 10 ms until the process ends. *server CPU* is what the server used meanwhile.
        - *others* is the share of the machine's CPU that neither contender, server nor harness used. A run waits up to 20 s
          for a quiet moment; one in which others took 15 % or more is repeated, up to twice, and the least disturbed one counts.
        - The server is a Kestrel process of its own that reads and drops request bodies and sends answers that were encoded
          before the first request, with a known length. Whether it is the bottleneck is the last case.
        - *the script* is what a user would write instead: `ForEach-Object -Parallel` with `Invoke-RestMethod`.
          *curl* sends request bodies that were encoded beforehand, and writes the answers to disk as they are, undecoded: it
          does less. *the bare loop* is a compiled program with `Parallel.ForEachAsync` and one `HttpClient` that encodes,
          sends, decodes and writes, and checks nothing.

        """;

    public static void Write(IReadOnlyList<CaseReport> reports)
    {
        StringBuilder page = new(Intro);
        page.Append("## The machine\n\n");
        Append(page, [["", ""], .. Machine.Describe().Select(row => new[] { row.What, row.Value })]);
        page.Append("## Numbers to reach\n\n");
        Append(page, [["case", "to reach", "measured", ""], .. reports.SelectMany(Verdicts)]);
        foreach (CaseReport report in reports) Append(page, report);
        File.WriteAllText(Repository.File("docs/performance.md"), page.ToString().TrimEnd() + "\n");
    }

    private static IEnumerable<string[]> Verdicts(CaseReport report) =>
        report.Verdicts.Select(verdict => new[] { report.Title, verdict.Goal, verdict.Measured, verdict.IsReached ? "reached" : "**not reached**" });

    private static void Append(StringBuilder page, CaseReport report)
    {
        page.Append($"## {report.Title}\n\n`--case {report.Case}`, measured on {report.Date:yyyy-MM-dd} at {report.Commit}. {report.How}\n\n");
        foreach (IReadOnlyList<string[]> table in report.Tables) Append(page, table);
        foreach (Verdict missed in report.Verdicts.Where(verdict => !verdict.IsReached))
            page.Append($"Not reached: {missed.Goal} ({missed.Measured}). {missed.HeldBackBy}\n\n");
    }

    private static void Append(StringBuilder page, IReadOnlyList<string[]> table)
    {
        page.Append($"| {string.Join(" | ", table[0])} |\n|{string.Concat(table[0].Select((_, column) => column == 0 ? "---|" : "--:|"))}\n");
        foreach (string[] row in table.Skip(1)) page.Append($"| {string.Join(" | ", row)} |\n");
        page.Append('\n');
    }
}

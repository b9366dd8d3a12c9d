using Phota.Benchmarks.Cases;
using Phota.Benchmarks.Reports;

namespace Phota.Benchmarks;

/// <summary>Runs the cases one after the other and writes what they found.</summary>
internal static class Bench
{
    private static readonly IBenchCase[] s_cases =
    [
        new PhotosCase(), new PhotosCase(isEncrypted: true), new MetadataCase(), new ImagesCase(), new ManySmallCase(), new RerunCase(), new LedgerCase(),
        new ImportCase(), new StopCase(), new JobsCase(), new ManyJobsCase(), new OutageCase(), new ServerCase(),
    ];

    public static async Task<int> RunAsync(BenchOptions options)
    {
        if (!OperatingSystem.IsLinux())
        {
            await Console.Error.WriteLineAsync("The benchmarks read process figures from /proc, so they run on Linux only.");
            return 1;
        }

        using WorkFolder work = new();
        foreach (IBenchCase chosen in s_cases.Where(known => options.Case == "all" || options.Case == known.Name))
        {
            Console.WriteLine($"== {chosen.Name}");
            CaseReport report = await chosen.RunAsync(new BenchContext(options, work));
            foreach (Verdict verdict in report.Verdicts) Console.WriteLine($"   {verdict}");
            ReportStore.Save(report);
        }

        ReportPage.Write(ReportStore.LoadAll(s_cases.Select(known => known.Name)));
        return 0;
    }
}

using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Reports;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Cases;

/// <summary>Ten thousand small photos: what an item costs, and whether that grows.</summary>
internal sealed class ManySmallCase : IBenchCase
{
    private const int Thousand = 1000;

    private const string SortsFirst =
        "Get-ChildItem sorts a folder before it emits the first file, and keeps what PowerShell adds to each until the last one is out: "
        + "alone it takes more than the goal allows. Without it, the managed heap shows what stays of the batch, the names that results "
        + "have taken; the rest is the runtime's, which compiles again what runs often, and does not grow with the number of photos.";

    public string Name => "small";

    public async Task<CaseReport> RunAsync(BenchContext context)
    {
        int items = context.Options.Items;
        using ServerProcess server = ServerProcess.Start(ServerOptions.Parse(["--bytes", "20000"]));
        Field field = new(context.Work, server, context.Work.Photos("small", items, 20_000), parallel: 16, images: 1, "jpg");
        IReadOnlyList<Sample> samples = await Turns.RunAsync(
            context.Options.Runs, field.Ours(Thousand), field.Loop(Thousand), field.Enumerated(Thousand), field.List(Thousand));
        int last = items / Thousand * Thousand;
        return new(
            Name,
            $"{items:#,0} small photos",
            "Photos and results of 20 KB, no delay, 16 at once. Each process looks at itself after every thousand items; CPU and time an item are those between two such looks.",
            [SampleTable.Of(samples), Course(samples, last)],
            [Resident(samples, last), Overhead(samples, last), SameTime(samples, last), SameMemory(samples, last)]);
    }

    private static IReadOnlyList<string[]> Course(IReadOnlyList<Sample> samples, int last) =>
    [
        ["", "ms an item, 1,001 to 2,000", $"ms an item, last 1,000 of {last:#,0}", "CPU ms an item after the first 1,000", "resident MB at 1,000", $"resident MB at {last:#,0}", "managed heap MB at 1,000", $"managed heap MB at {last:#,0}"],
        .. samples.Select(sample => sample.Contender).Distinct().Select(name => new[]
        {
            name,
            SampleTable.Number(TimeAnItem(samples, name, Thousand, 2 * Thousand)),
            SampleTable.Number(TimeAnItem(samples, name, last - Thousand, last)),
            SampleTable.Number(CpuAnItem(samples, name, Thousand, last)),
            SampleTable.Number(ResidentAt(samples, name, Thousand), "0"),
            SampleTable.Number(ResidentAt(samples, name, last), "0"),
            SampleTable.Number(HeapAt(samples, name, Thousand), "0"),
            SampleTable.Number(HeapAt(samples, name, last), "0"),
        }),
    ];

    private static Verdict Resident(IReadOnlyList<Sample> samples, int last)
    {
        double growth = Growth(samples, Field.OursName, last);
        return new(
            $"resident memory grows at most 20 MB between item 1,000 and {last:#,0}",
            FormattableString.Invariant($"{growth:+0.0;-0.0} MB ({Field.ListName}: {Growth(samples, Field.ListName, last):+0.0;-0.0} MB; {Field.EnumeratedName}: {Growth(samples, Field.EnumeratedName, last):+0.0;-0.0} MB)"),
            growth <= 20,
            SortsFirst);
    }

    private static double Growth(IReadOnlyList<Sample> samples, string name, int last) =>
        Median.Of(samples, name, sample => At(sample, last).Resident - At(sample, Thousand).Resident);

    private static Verdict Overhead(IReadOnlyList<Sample> samples, int last)
    {
        double overhead = CpuAnItem(samples, Field.OursName, Thousand, last) - CpuAnItem(samples, Field.LoopName, Thousand, last);
        return new("at most 1 ms of CPU an item over the bare loop", FormattableString.Invariant($"{overhead:0.00} ms"), overhead <= 1, "");
    }

    private static Verdict SameTime(IReadOnlyList<Sample> samples, int last)
    {
        double ratio = Slowing(samples, Field.OursName, last);
        return new(
            $"time an item at {last:#,0} within 10 % of that at 1,000",
            FormattableString.Invariant($"{ratio - 1:+0 %;-0 %} (last thousand against the second; the first one compiles)"),
            ratio <= 1.1,
            FormattableString.Invariant($"The bare loop's differs by {Slowing(samples, Field.LoopName, last) - 1:+0 %;-0 %}: what is written comes to the disk by and by."));
    }

    private static double Slowing(IReadOnlyList<Sample> samples, string name, int last) =>
        TimeAnItem(samples, name, last - Thousand, last) / TimeAnItem(samples, name, Thousand, 2 * Thousand);

    private static Verdict SameMemory(IReadOnlyList<Sample> samples, int last)
    {
        double ratio = ResidentAt(samples, Field.OursName, last) / ResidentAt(samples, Field.OursName, Thousand);
        return new(
            $"memory at {last:#,0} within 10 % of that at 1,000", FormattableString.Invariant($"{ratio - 1:+0 %;-0 %}"), ratio <= 1.1, SortsFirst);
    }

    private static double TimeAnItem(IReadOnlyList<Sample> samples, string name, int from, int to) =>
        Median.Of(samples, name, sample => (At(sample, to).Seconds - At(sample, from).Seconds) * 1000 / (to - from));

    private static double CpuAnItem(IReadOnlyList<Sample> samples, string name, int from, int to) =>
        Median.Of(samples, name, sample => (At(sample, to).Cpu - At(sample, from).Cpu) * 1000 / (to - from));

    private static double ResidentAt(IReadOnlyList<Sample> samples, string name, int item) =>
        Median.Of(samples, name, sample => At(sample, item).Resident);

    private static double HeapAt(IReadOnlyList<Sample> samples, string name, int item) =>
        Median.Of(samples, name, sample => At(sample, item).Heap);

    private static Mark At(Sample sample, int item) => sample.Said.Marks.Single(mark => mark.Item == item);
}

using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Reports;

namespace Phota.Benchmarks.Cases;

/// <summary>What the module costs before it does anything.</summary>
internal sealed class ImportCase : IBenchCase
{
    private const string Bare = "pwsh -NoProfile";
    private const string Import = "with Import-Module";
    private const string Tab = "first Tab on a PhotaPS cmdlet";
    private const string BareTab = "first Tab on Get-ChildItem, no module";
    private const int RunsEach = 5;

    public string Name => "import";

    public async Task<CaseReport> RunAsync(BenchContext context)
    {
        IReadOnlyList<Sample> samples = await Turns.RunAsync(
            context.Options.Runs * RunsEach,
            Make(Bare, Pwsh.Command("1")),
            Make(Import, Pwsh.Command($"Import-Module '{BenchContext.Module}'")),
            Make(Tab, Pwsh.Script("tab.ps1", "-Module", BenchContext.Module, "-Line", "Invoke-PhotaEnhance -")),
            Make(BareTab, Pwsh.Script("tab.ps1", "-Line", "Get-ChildItem -")));

        double[] wall = [.. Differences(samples, sample => sample.Whole.TotalMilliseconds)];
        double[] cpu = [.. Differences(samples, sample => sample.Cpu.TotalMilliseconds)];
        double tab = Median.Of(samples, Tab, sample => sample.Said.Values["tab"]);
        double bareTab = Median.Of(samples, BareTab, sample => sample.Said.Values["tab"]);
        double second = Median.Of(samples, Tab, sample => sample.Said.Values["second"]);
        double bare = Median.Of(samples, Bare, sample => sample.Whole.TotalMilliseconds);
        double share = Median.Of(wall) / bare;
        double inside = Median.Of(samples, Tab, sample => sample.Said.Values["import"]);
        return new(
            Name,
            "Import and first Tab",
            $"Whole processes, {RunsEach} times as often as other cases because the differences are small. The difference is taken within each turn and its median is reported. Tab is `CommandCompletion.CompleteInput` on the parameters of a cmdlet, the first completion of a fresh process.",
            [SampleTable.Of(samples)],
            [
                new(
                    "Import-Module at most 15 % over bare pwsh -NoProfile",
                    FormattableString.Invariant($"{share:0 %}: {Median.Of(wall):0} of {bare:0} ms ({Median.Of(cpu):0} ms of CPU; {inside:0} ms by a stopwatch inside)"),
                    share <= 0.15,
                    "Most of it is PowerShell's own work for any manifest, its views and its types."),
                new(
                    "first Tab at most 50 ms",
                    FormattableString.Invariant($"{tab:0} ms (on Get-ChildItem without the module: {bareTab:0} ms; second Tab: {second:0.0} ms)"),
                    tab <= 50,
                    "The first completion of a process compiles PowerShell's own completion engine, whatever it completes."),
            ]);
    }

    private static IEnumerable<double> Differences(IReadOnlyList<Sample> samples, Func<Sample, double> figure) =>
        samples.Where(sample => sample.Contender == Import).Select(figure)
            .Zip(samples.Where(sample => sample.Contender == Bare).Select(figure), (with, without) => with - without);

    private static Contender Make(string name, string[] command) => new(name, null, () => command, () => { });
}

using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Reports;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Cases;

/// <summary>The same command once more, on a folder in which nothing is new.</summary>
internal sealed class RerunCase : IBenchCase
{
    private const string Ours = "PhotaPS";
    private const string Warm = "PhotaPS, once more in its session";
    private const string Skip = "a script that skips what exists";

    public string Name => "rerun";

    public async Task<CaseReport> RunAsync(BenchContext context)
    {
        Rerun large = await RunAsync(context, 120, 4_000_000);
        Rerun small = await RunAsync(context, context.Options.Items, 20_000);
        return new(
            Name,
            "The same command once more, nothing new",
            $"{large.Text} and {small.Text}, whose results are in the destination since an earlier run. Speed is that of the work, so of the few photos it is that of the second time in a session: the first has PowerShell compile the command. *read* is what the process read while it worked (`rchar`), the ledger included, of all bytes of photos and results.",
            [large.Table(), small.Table()],
            [
                large.AtLeast(5000, Warm),
                small.AtLeast(5000, Ours),
                large.ReadsAtMost(0.01),
                small.ReadsAtMost(0.01),
            ]);
    }

    private static async Task<Rerun> RunAsync(BenchContext context, int count, int bytes)
    {
        using ServerProcess server = ServerProcess.Start(ServerOptions.Parse(["--mode", "urls", "--bytes", $"{bytes / 2}"]));
        string photos = context.Work.Photos($"rerun-{count}", count, bytes);
        string output = context.Work.Empty("rerun");
        string[] run = Pwsh.Script("run.ps1", "-Module", BenchContext.Module, "-In", photos, "-Out", output);
        await Child.RunAsync([.. run, "-Limit", "16"], server);
        IReadOnlyList<Sample> samples = await Turns.RunAsync(
            context.Options.Runs,
            new(Ours, server, () => run, () => { }),
            new(Warm, server, () => [.. run, "-Warm"], () => { }),
            new(Skip, server, () => Pwsh.Script("skip.ps1", "-In", photos, "-Out", output), () => { }));
        if (samples.Any(sample => sample.Said.Values["images"] != count) || (await server.CountsAsync()).Posts != count)
            throw new InvalidOperationException("Not every image was found, or some were asked for again.");
        return new(samples, count, bytes);
    }

    private sealed record Rerun(IReadOnlyList<Sample> Samples, int Count, int Bytes)
    {
        public string Text => FormattableString.Invariant($"{Count:#,0} photos of {(Bytes >= 1_000_000 ? $"{Bytes / 1_000_000} MB" : $"{Bytes / 1000} KB")}");

        public IReadOnlyList<string[]> Table()
        {
            string[][] rows = [.. SampleTable.Of(Samples)];
            return
            [
                [Text, .. rows[0][1..], "photos/s", "read"],
                .. rows[1..].Select(row => (string[])[.. row, SampleTable.Number(Speed(row[0]), "0"), SampleTable.Number(Read(row[0]), "0.00 %")]),
            ];
        }

        public Verdict AtLeast(int goal, string contender) => new(
            FormattableString.Invariant($"{Text}: at least {goal:#,0} a second"),
            FormattableString.Invariant($"{Speed(contender):#,0} a second ({Skip}: {Speed(Skip):#,0})"),
            Speed(contender) >= goal);

        public Verdict ReadsAtMost(double goal) => new(
            FormattableString.Invariant($"{Text}: reads under {goal:0 %} of the bytes"),
            FormattableString.Invariant($"{Read(Ours):0.00 %}"),
            Read(Ours) < goal,
            "It is the ledger that is read: what is known of a photo is found there once and read again when its turn comes, and a small photo is not much larger than that.");

        private double Speed(string contender) => Count / Median.Of(Samples, contender, sample => sample.Said.Seconds);

        private double Read(string contender) => Median.Of(Samples, contender, sample => sample.Said.Values["read"]) / (Count * 1.5 * Bytes);
    }
}

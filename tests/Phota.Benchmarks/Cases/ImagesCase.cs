using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Reports;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Cases;

/// <summary>One answer as large as the service makes them: four 4K images as PNG, inside the JSON.</summary>
internal sealed class ImagesCase : IBenchCase
{
    public string Name => "images";

    public async Task<CaseReport> RunAsync(BenchContext context)
    {
        using ServerProcess server = ServerProcess.Start(ServerOptions.Parse(["--images", "4", "--bytes", "24000000", "--format", "png"]));
        Field field = new(context.Work, server, context.Work.Photos("one", 1, 20_000), parallel: 1, images: 4, "png");
        IReadOnlyList<Sample> samples = await Turns.RunAsync(
            context.Options.Runs, field.Ours(), field.Plain(), field.Warm(), field.Curl(), field.Script(), field.Loop());
        Comparison comparison = new(samples);
        double warm = Median.Of(samples, Field.WarmName, sample => sample.Said.Seconds);
        double curl = Median.Of(samples, Field.CurlName, sample => sample.Whole.TotalSeconds);
        return new(
            Name,
            "One answer with four PNGs of 24 MB",
            "A small photo is answered at once with 128 MB of JSON that holds four images.",
            [SampleTable.Of(samples)],
            [
                comparison.NotSlowerThan(Field.CurlName, 2, FormattableString.Invariant($"curl writes the JSON as it is; we find the images in it, decode, hash and verify them, and write each once more with its metadata. The first request of a process has some 1,200 methods compiled, which the second has no more: that one takes {warm / curl:0.00} x the time of curl.")),
                comparison.FasterThan(Field.ScriptName, 10, ""),
                comparison.PeakAtMost(150),
            ]);
    }
}

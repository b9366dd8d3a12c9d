using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Reports;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Cases;

/// <summary>What it costs that results carry their photos' metadata.</summary>
internal sealed class MetadataCase : IBenchCase
{
    private const int Bytes = 3_000_000;

    public string Name => "metadata";

    public async Task<CaseReport> RunAsync(BenchContext context)
    {
        using ServerProcess server = ServerProcess.Start(ServerOptions.Parse(["--bytes", $"{Bytes}"]));
        Field field = new(context.Work, server, context.Work.Photos("photos", 100, Bytes), parallel: 16, images: 1, "jpg");
        IReadOnlyList<Sample> samples = await Turns.RunAsync(context.Options.Runs, field.Ours(), field.Plain(), field.Loop());
        double time = Ratio(samples, sample => sample.Said.Seconds);
        double peak = Median.Of(samples, Field.OursName, sample => sample.Peak);
        return new(
            Name,
            "Metadata",
            "100 photos of 3 MB with EXIF; their results of 3 MB arrive without a delay, and are saved with the photo's metadata and the mark (the default, `-MetadataMode Copy`) or as they came (`None`). The bare loop saves them as they came, too.",
            [SampleTable.Of(samples)],
            [
                new(
                    "peak memory of pwsh with metadata at most 150 MB",
                    FormattableString.Invariant($"{peak:0} MB ({Ratio(samples, sample => sample.Peak):0.00} x that without, and {time:0.00} x the time)"),
                    peak <= 150),
            ]);
    }

    private static double Ratio(IReadOnlyList<Sample> samples, Func<Sample, double> figure) =>
        Median.Of(samples, Field.OursName, figure) / Median.Of(samples, Field.PlainName, figure);
}

using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Reports;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Cases;

/// <summary>Whether the server could answer faster than anyone asks it.</summary>
internal sealed class ServerCase : IBenchCase
{
    public string Name => "server";

    public async Task<CaseReport> RunAsync(BenchContext context)
    {
        Load large = await LoadAsync(context, photoBytes: 3_000_000, count: 100);
        Load small = await LoadAsync(context, photoBytes: 20_000, count: 5000);
        return new(
            Name,
            "Is the server the bottleneck?",
            "curl alone, which neither encodes nor decodes, against the same server without its delay, 16 at once.",
            [
                [
                    ["", "requests a second", "MB a second, both ways", "server CPU ms a request", "curl CPU ms a request"],
                    large.Row("3 MB photos"),
                    small.Row("20 KB photos"),
                ],
            ],
            []);
    }

    private static async Task<Load> LoadAsync(BenchContext context, int photoBytes, int count)
    {
        using ServerProcess server = ServerProcess.Start(ServerOptions.Parse(["--bytes", $"{photoBytes}"]));
        Field field = new(context.Work, server, context.Work.Photos($"server-{photoBytes}", count, photoBytes), parallel: 16, images: 1, "jpg");
        IReadOnlyList<Sample> samples = await Turns.RunAsync(context.Options.Runs, field.Curl());
        double seconds = Median.Of(samples.Select(sample => sample.Whole.TotalSeconds));
        return new(
            count / seconds,
            count / seconds * photoBytes * 4 / 3 * 2 / 1_000_000,
            Median.Of(samples.Select(sample => sample.ServerCpu.TotalMilliseconds)) / count,
            Median.Of(samples.Select(sample => sample.Cpu.TotalMilliseconds)) / count);
    }

    private sealed record Load(double Requests, double Megabytes, double ServerCpu, double CurlCpu)
    {
        public string[] Row(string name) =>
        [
            name,
            SampleTable.Number(Requests, "0"),
            SampleTable.Number(Megabytes, "0"),
            SampleTable.Number(ServerCpu),
            SampleTable.Number(CurlCpu),
        ];
    }
}

using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Reports;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Cases;

/// <summary>As many jobs in flight as can be: how much of what the service could do gets done. It takes its time, so it runs once.</summary>
internal sealed class ManyJobsCase : IBenchCase
{
    private const int InFlight = 256;
    private const int Waves = 4;
    private const int JobSeconds = 45;

    public string Name => "jobs-256";

    public async Task<CaseReport> RunAsync(BenchContext context)
    {
        using ServerProcess server = ServerProcess.Start(ServerOptions.Parse(["--mode", "jobs", "--job-seconds", $"{JobSeconds}"]));
        string output = context.Work.Empty("jobs-256");
        // A user's first request of a service runs alone; this one has been here before.
        await Child.RunAsync(Command(context.Work.Photos("one", 1, 20_000), context.Work.Empty("jobs-first")), server);
        string photos = context.Work.Photos("jobs-256", InFlight * Waves, 20_000);
        Sample sample = await new Contender(Field.OursName, server, () => [.. Command(photos, output), "-Limit", $"{InFlight}"], () => { }).OnceAsync();
        Console.WriteLine($"   {sample}");
        Counts.Seen seen = await server.CountsAsync();
        int saved = Directory.GetFiles(output).Length;
        double share = Waves * JobSeconds / sample.Said.Seconds;
        return new(
            Name,
            $"{InFlight} jobs of {JobSeconds} s in flight",
            $"`Invoke-PhotaEnhance -Destination … -ThrottleLimit {InFlight}` on {InFlight * Waves:#,0} photos; each job is done {JobSeconds} s after it was submitted, so that they take {Waves * JobSeconds} s at least. One run.",
            [SampleTable.Of([sample])],
            [
                new(
                    "at least 90 % of what the service could give",
                    FormattableString.Invariant($"{share:0 %}: {saved:#,0} images in {sample.Said.Seconds:0} s, with {(double)seen.Polls / saved:0.0} polls each"),
                    share >= 0.9 && saved == InFlight * Waves),
            ]);
    }

    private static string[] Command(string photos, string output) => Pwsh.Script("run.ps1", "-Module", BenchContext.Module, "-In", photos, "-Out", output);
}

using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Reports;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Cases;

/// <summary>A network that is gone twice within a batch. Each contender runs once.</summary>
internal sealed class OutageCase : IBenchCase
{
    private const int Photos = 120;
    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(22);
    private static readonly int[] s_goesAfter = [30, 75];

    public string Name => "outage";

    public async Task<CaseReport> RunAsync(BenchContext context)
    {
        string photos = context.Work.Photos("outage", Photos, 1_000_000);
        Outcome ours = await RunAsync(context, Field.OursName, "jobs", output => Pwsh.Script("run.ps1", "-Module", BenchContext.Module, "-In", photos, "-Out", output, "-Limit", "8"));
        Outcome script = await RunAsync(context, Field.ScriptName, "bytes", output => Pwsh.Script("script.ps1", "-In", photos, "-Out", output, "-Limit", "8", "-Count", "1", "-Format", "jpg", "-KeepGoing"));
        return new(
            Name,
            "A network that is gone twice",
            $"{Photos} photos of 1 MB, jobs of 1 s, 8 at once. After {s_goesAfter[0]} and after {s_goesAfter[1]} images the network is gone for {s_length.TotalSeconds:0} s: connections break, and none can be made. One run.",
            [
                SampleTable.Of([ours.Sample, script.Sample]),
                [["", "images saved", "outages met"], ours.Row(), script.Row()],
            ],
            [
                new("it waits and goes on: 120 of 120", $"{ours.Saved} of {Photos} ({Field.ScriptName}: {script.Saved})", ours.Saved == Photos && ours.Outages == s_goesAfter.Length),
            ]);
    }

    private static async Task<Outcome> RunAsync(BenchContext context, string name, string mode, Func<string, string[]> command)
    {
        using ServerProcess server = ServerProcess.Start(ServerOptions.Parse(["--mode", mode, "--job-seconds", "1", "--delay", mode == "bytes" ? "1000" : "0"]));
        using Relay relay = new(server.Address);
        string output = context.Work.Empty("outage");
        Task<Sample> run = new Contender(name, server, () => command(output), () => { }) { Address = relay.Address }.OnceAsync();
        int outages = 0;
        while (!run.IsCompleted && outages < s_goesAfter.Length)
        {
            if (Count() < s_goesAfter[outages])
            {
                await Task.WhenAny(run, Task.Delay(20));
                continue;
            }

            await relay.GoAwayAsync(s_length);
            outages++;
        }

        Sample sample = await run;
        Console.WriteLine($"   {sample}: {Count()} images");
        return new(sample, Count(), outages);

        int Count() => Directory.GetFiles(output, "*.jpg").Length;
    }

    private sealed record Outcome(Sample Sample, int Saved, int Outages)
    {
        public string[] Row() => [Sample.Contender, $"{Saved} of {Photos}", $"{Outages}"];
    }
}

using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Reports;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Cases;

/// <summary>Ctrl+C while the server holds a request in each of its phases.</summary>
internal sealed class StopCase : IBenchCase
{
    // A request that starts after the stop would have reached the server by then.
    private static readonly TimeSpan s_afterwards = TimeSpan.FromSeconds(1);

    private static readonly (string Phase, string Hold, string Mode, string Command)[] s_phases =
    [
        ("uploading", "upload", "bytes", "Enhance"),
        ("waiting for the answer", "waiting", "bytes", "Enhance"),
        ("images arriving inside the answer", "answer", "bytes", "Enhance"),
        ("downloading", "download", "urls", "Enhance"),
        ("polling jobs", "poll", "jobs", "Job"),
    ];

    public string Name => "stop";

    public async Task<CaseReport> RunAsync(BenchContext context)
    {
        List<string[]> rows = [["phase", "ms until Stop returns, median", "worst", "partial files", "requests after it"]];
        double worst = 0;
        int left = 0;
        foreach ((string phase, string hold, string mode, string command) in s_phases)
        {
            List<Stopped> runs = [];
            for (int run = 0; run < context.Options.Runs; run++)
            {
                runs.Add(await StopAsync(context, hold, mode, command));
                Console.WriteLine($"   {phase}: {runs[^1]}");
            }

            worst = Math.Max(worst, runs.Max(run => run.Milliseconds));
            left += runs.Sum(run => run.Files + run.Requests);
            rows.Add([
                phase,
                SampleTable.Number(Median.Of(runs.Select(run => run.Milliseconds)), "0"),
                SampleTable.Number(runs.Max(run => run.Milliseconds), "0"),
                $"{runs.Sum(run => run.Files)}",
                $"{runs.Sum(run => run.Requests)}",
            ]);
        }

        return new(
            Name,
            "Ctrl+C in each phase",
            "Eight of a hundred photos of 3 MB are under way, and the server holds them for ever in one phase. `PowerShell.Stop()`, which is what Ctrl+C calls, is timed until it returns; a second later the folder and the server are looked at.",
            [rows],
            [
                new("prompt back within 500 ms", FormattableString.Invariant($"{worst:0} ms at worst"), worst <= 500),
                new("no partial file, no request after it", $"{left} of either", left == 0),
            ]);
    }

    private static async Task<Stopped> StopAsync(BenchContext context, string hold, string mode, string command)
    {
        await Quiet.WaitAsync();
        using ServerProcess server = ServerProcess.Start(ServerOptions.Parse(["--bytes", "3000000", "--hold", hold, "--mode", mode]));
        string photos = context.Work.Photos("photos", 100, 3_000_000);
        string output = context.Work.Empty("stopped");
        string[] script = Pwsh.Script(
            "stop.ps1", "-Module", BenchContext.Module, "-In", photos, "-Out", output, "-Mode", mode == "urls" ? "Urls" : "Bytes", "-What", command);
        Child child = await Child.RunAsync(script, server);
        Said said = Said.Parse(child.Output);
        await Task.Delay(s_afterwards);
        Counts.Seen after = await server.CountsAsync();
        int files = Directory.GetFiles(output, "*.part", new EnumerationOptions { AttributesToSkip = FileAttributes.None }).Length;
        return new(said.Values["stop"], files, after.Requests - (int)said.Values["requests"]);
    }

    private sealed record Stopped(double Milliseconds, int Files, int Requests);
}

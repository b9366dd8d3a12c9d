using Phota.Benchmarks.Clients;
using Phota.Benchmarks.Measuring;
using Phota.Benchmarks.Reports;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Cases;

/// <summary>Thousands of jobs in flight. It takes its time, so it runs once.</summary>
internal sealed class JobsCase : IBenchCase
{
    private const int PollsAJob = 4;

    public string Name => "jobs";

    public async Task<CaseReport> RunAsync(BenchContext context)
    {
        int jobs = context.Options.Jobs;
        using ServerProcess server = ServerProcess.Start(ServerOptions.Parse(["--mode", "jobs", "--job-seconds", "30"]));
        string photos = context.Work.Photos($"jobs-{jobs}", jobs, 20_000);
        string output = "";
        Contender ours = new(
            Field.OursName,
            server,
            () => Pwsh.Script("jobs.ps1", "-Module", BenchContext.Module, "-In", photos, "-Out", output = context.Work.Empty("jobs"), "-Mark", $"{jobs / 5}"),
            () => { });
        Sample sample = await ours.OnceAsync();
        Console.WriteLine($"   {sample}");
        Counts.Seen seen = await server.CountsAsync();
        int received = Directory.GetFiles(output).Length;
        double average = seen.Polls / sample.Said.Seconds;
        IReadOnlyList<Mark> marks = sample.Said.Marks;
        double growth = marks[^1].Resident - marks[0].Resident;
        return new(
            Name,
            $"{jobs:#,0} asynchronous jobs",
            $"`Invoke-PhotaEnhance -Async | Wait-PhotaJob | Receive-PhotaJob | Save-PhotaImage` on {jobs:#,0} photos; each job is done 30 s after it was submitted. One run. The server counts polls.",
            [
                SampleTable.Of([sample]),
                [["images saved", "seconds", "resident MB"], .. marks.Select(mark => new[]
                {
                    $"{mark.Item:#,0}", SampleTable.Number(mark.Seconds, "0"), SampleTable.Number(mark.Resident, "0"),
                })],
            ],
            [
                new("all received", $"{received:#,0} of {jobs:#,0}, with {seen.Posts:#,0} submissions and {seen.Polls:#,0} polls", received == jobs && seen.Posts == jobs),
                new(
                    FormattableString.Invariant($"at most {PollsAJob} polls a job"),
                    FormattableString.Invariant($"{(double)seen.Polls / jobs:0.0}; {average:0.0} a second on average, {seen.MaxPolls} in the fullest second"),
                    seen.Polls <= PollsAJob * jobs),
                new(
                    "resident memory grows at most 20 MB",
                    FormattableString.Invariant($"{growth:+0.0;-0.0} MB from {marks[0].Item:#,0} to {marks[^1].Item:#,0} saved; peak {sample.Peak:0} MB"),
                    growth <= 20),
            ]);
    }
}

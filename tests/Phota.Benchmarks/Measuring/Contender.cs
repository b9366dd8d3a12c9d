using System.Diagnostics;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Measuring;

/// <summary>A command that does the work of a case, and how to see that it did.</summary>
/// <param name="Name">How the report calls it.</param>
/// <param name="Server">The server that it talks to, if any.</param>
/// <param name="Prepare">Makes its output folder anew and returns its command.</param>
/// <param name="Check">Throws when the work is not done.</param>
internal sealed record Contender(string Name, ServerProcess? Server, Func<string[]> Prepare, Action Check)
{
    private const double Disturbed = 0.15;
    private const int MaxTries = 3;

    /// <summary>Where the server is reached, if not at its own address.</summary>
    public string? Address { get; init; }

    /// <summary>Runs it; a run that others disturbed is repeated, and the least disturbed one counts.</summary>
    public async Task<Sample> MeasureAsync()
    {
        Sample? best = null;
        for (int attempt = 0; attempt < MaxTries && !(best?.Disturbance < Disturbed); attempt++)
        {
            await Quiet.WaitAsync();
            Sample sample = await OnceAsync();
            if (best is null || sample.Disturbance < best.Disturbance) best = sample;
        }

        return best!;
    }

    /// <summary>Runs it once, disturbed or not.</summary>
    public async Task<Sample> OnceAsync()
    {
        string[] command = Prepare();
        TimeSpan machine = ProcessStatus.MachineCpu();
        TimeSpan own = Environment.CpuUsage.TotalTime;
        TimeSpan server = ServerCpu();
        TimeSpan children = ChildUsage.Cpu();
        long start = Stopwatch.GetTimestamp();

        Child child = await Child.RunAsync(command, Server, Address);

        TimeSpan whole = Stopwatch.GetElapsedTime(start);
        TimeSpan cpu = ChildUsage.Cpu() - children;
        server = ServerCpu() - server;
        own = Environment.CpuUsage.TotalTime - own;
        TimeSpan others = ProcessStatus.MachineCpu() - machine - cpu - server - own;
        Check();
        double disturbance = Math.Max(0, others / (whole * Environment.ProcessorCount));
        return new(Name, whole, cpu, child.Peak, server, disturbance, Said.Parse(child.Output));
    }

    private TimeSpan ServerCpu() => Server is null ? TimeSpan.Zero : ProcessStatus.Cpu(Server.Id);
}

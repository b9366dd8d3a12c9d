using System.Diagnostics;

namespace Phota.Benchmarks.Measuring;

/// <summary>Waits for a moment in which the machine does nothing else, but not for ever.</summary>
internal static class Quiet
{
    private const double Idle = 0.08;
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public static async Task WaitAsync()
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < s_patience;)
        {
            TimeSpan before = ProcessStatus.MachineCpu();
            long look = Stopwatch.GetTimestamp();
            await Task.Delay(s_look);
            double load = (ProcessStatus.MachineCpu() - before) / (Stopwatch.GetElapsedTime(look) * Environment.ProcessorCount);
            if (load < Idle) return;
        }
    }
}

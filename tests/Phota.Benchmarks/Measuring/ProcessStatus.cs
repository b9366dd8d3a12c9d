using System.Globalization;

namespace Phota.Benchmarks.Measuring;

/// <summary>Reads /proc.</summary>
internal static class ProcessStatus
{
    private const double TicksPerSecond = 100;

    /// <summary>A memory figure of <c>/proc/pid/status</c>; NaN when the process is gone.</summary>
    public static double Megabytes(string pid, string name)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal));
            return line is null ? double.NaN : Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1]) / 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return double.NaN;
        }
    }

    /// <summary>User and system time of a process of which we are not the only observer.</summary>
    public static TimeSpan Cpu(int pid)
    {
        string[] fields = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[^1].Split(' ');
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>What the whole machine has used; time that its host took away counts as used.</summary>
    public static TimeSpan MachineCpu()
    {
        string[] fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double busy = new[] { 1, 2, 3, 6, 7, 8 }.Sum(i => Number(fields[i]));
        return TimeSpan.FromSeconds(busy / TicksPerSecond);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

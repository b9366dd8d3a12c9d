using System.Runtime.InteropServices;

namespace Phota.Benchmarks.Measuring;

/// <summary>
/// The kernel's account of children that have ended and been waited for (getrusage, RUSAGE_CHILDREN). The harness runs
/// one contender at a time, so the difference around its run is its own usage to the microsecond, its children included.
/// </summary>
internal static class ChildUsage
{
    private const int Children = -1;

    public static TimeSpan Cpu()
    {
        // struct rusage on 64-bit Linux: user and system time as (seconds, microseconds), then fourteen counters.
        long[] usage = new long[18];
        if (GetUsage(Children, usage) != 0) throw new InvalidOperationException("getrusage failed.");
        return TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern int GetUsage(int who, [Out] long[] usage);
}

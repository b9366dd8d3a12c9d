namespace Phota.Benchmarks.Measuring;

/// <summary>A process in the middle of its work.</summary>
/// <param name="Item">How many items are through.</param>
/// <param name="Seconds">Since its work began.</param>
/// <param name="Cpu">Seconds of user and system time since the process began.</param>
/// <param name="Resident">Resident memory in megabytes.</param>
/// <param name="Heap">The managed heap after its last collection, in megabytes.</param>
internal sealed record Mark(int Item, double Seconds, double Cpu, double Resident, double Heap)
{
    public static Mark Now(int item, TimeSpan elapsed) => new(
        item, elapsed.TotalSeconds, Environment.CpuUsage.TotalTime.TotalSeconds, ProcessStatus.Megabytes("self", "VmRSS"),
        GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes / 1_048_576.0);
}

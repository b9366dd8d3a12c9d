namespace Phota.Tests.Live;

/// <summary>What this process holds: open files with its sockets among them, threads, and bytes that are in use.</summary>
internal sealed record Resources(int Files, int Sockets, int Threads, long Memory)
{
    public static Resources Now()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        string?[] open = [.. Directory.GetFiles("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget)];
        int sockets = open.Count(target => target?.StartsWith("socket:", StringComparison.Ordinal) == true);
        return new(open.Length, sockets, Directory.GetDirectories("/proc/self/task").Length, GC.GetTotalMemory(forceFullCollection: true));
    }

    public override string ToString() => $"{Files} files, {Sockets} of them sockets, {Threads} threads, {Memory / 1024} KB";
}

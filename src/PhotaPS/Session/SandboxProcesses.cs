namespace PhotaPS;

/// <summary>All sandboxes that this module started, so that they end when the module is removed.</summary>
internal static class SandboxProcesses
{
    private static readonly HashSet<SandboxProcess> s_running = [];

    public static void Add(SandboxProcess sandbox)
    {
        lock (s_running) s_running.Add(sandbox);
    }

    public static void Stop(SandboxProcess sandbox)
    {
        lock (s_running) s_running.Remove(sandbox);
        sandbox.Dispose();
    }

    public static void StopAll()
    {
        SandboxProcess[] all;
        lock (s_running) all = [.. s_running];
        foreach (SandboxProcess sandbox in all) Stop(sandbox);
    }
}

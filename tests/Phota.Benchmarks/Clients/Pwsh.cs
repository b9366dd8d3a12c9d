namespace Phota.Benchmarks.Clients;

/// <summary>Commands that run a script of ours in a PowerShell of its own.</summary>
internal static class Pwsh
{
    public static string[] Script(string name, params string[] arguments) =>
        PowerShell.Command(["-File", Path.Combine(AppContext.BaseDirectory, "Scripts", name), .. arguments]);

    public static string[] Command(string text) => PowerShell.Command("-Command", text);
}

namespace Phota.Benchmarks.Clients;

/// <summary>Commands that run a script of ours in a pwsh of its own.</summary>
internal static class Pwsh
{
    public static string[] Script(string name, params string[] arguments) =>
        ["pwsh", "-NoProfile", "-NonInteractive", "-File", Path.Combine(AppContext.BaseDirectory, "Scripts", name), .. arguments];

    public static string[] Command(string text) => ["pwsh", "-NoProfile", "-NonInteractive", "-Command", text];
}

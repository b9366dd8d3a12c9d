using System.Management.Automation.Host;

namespace PhotaPS;

/// <summary>Whether the host is interactive: can it draw, can it ask?</summary>
internal static class HostInteractivity
{
    private const string ConsoleHost = "ConsoleHost";
    private const string NoHost = "Default Host";

    private static readonly bool s_isNonInteractive = IsNonInteractive(Environment.GetCommandLineArgs().Skip(1));
    private static readonly Lazy<bool> s_areAtConsole = new(() => !Console.IsOutputRedirected && !IsUnattended);

    // Only the console host draws on this process's console, so only there do the process's own streams tell.
    // Editors, remoting, jobs and applications get records, and decide for themselves what to do with them.
    public static bool IsInteractive(PSHost host) => host.Name != ConsoleHost || s_areAtConsole.Value;

    /// <summary>
    /// Whether this process was started to run by itself. No host tells whether it is interactive: what was asked of the
    /// process is all there is to go by, on both editions.
    /// </summary>
    public static bool IsUnattended =>
        IsSet("CI") || IsSet("GITHUB_ACTIONS") || IsSet("TF_BUILD") || s_isNonInteractive;

    /// <summary>Whether this is the console host of an unattended process, where no question can be answered.</summary>
    public static bool IsUnattendedConsole(PSHost host) => host.Name == ConsoleHost && IsUnattended;

    // A redirected input still allows drawing, but not asking.
    public static bool CanAnswer(PSHost host) =>
        host.UI?.RawUI is not null && Environment.UserInteractive && !Console.IsInputRedirected && !IsUnattended;

    /// <summary>Whether there is a screen: a runspace without a host has none.</summary>
    public static bool HasScreen(PSHost host) => host.Name != NoHost && Environment.UserInteractive && !IsUnattended;

    /// <summary>Whether a build system says that it runs this process.</summary>
    public static bool IsSet(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase);

    // Parameters may be cut short, with one dash, two or a slash; what follows a command or file is for that.
    private static bool IsNonInteractive(IEnumerable<string> arguments)
    {
        foreach (string argument in arguments)
        {
            string name = argument.TrimStart('-', '/');
            if (name.Length == argument.Length) continue;
            if (IsShort(name, "NonInteractive", 4)) return true;
            if (IsShort(name, "Command", 1) || IsShort(name, "File", 1) || IsShort(name, "EncodedCommand", 1)) return false;
        }

        return false;
    }

    private static bool IsShort(string name, string full, int least) =>
        name.Length >= least && full.StartsWith(name, StringComparison.OrdinalIgnoreCase);
}

using System.Runtime.CompilerServices;

namespace Phota.Tests;

/// <summary>The tests' own state folder, so that they never touch the user's; every operation counts as proven in it.</summary>
internal static class UserStateFolder
{
    private static readonly Uri s_sandbox = new("http://127.0.0.1");
    private static readonly string[] s_operations = ["enhance", "edit", "generate", "remix"];

    [ModuleInitializer]
    internal static void Create()
    {
        TempFolder folder = new();
        // The one is read on Windows, the other elsewhere.
        Environment.SetEnvironmentVariable("LOCALAPPDATA", folder.Path);
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", folder.Path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        foreach (string operation in s_operations) UserState.Prove(s_sandbox, operation);
    }

    /// <summary>Forgets what earlier tests have proven, and says it again in the end; nothing may run beside it.</summary>
    public static IDisposable Forget()
    {
        Directory.Delete(Path.Combine(UserState.Folder, "proven"), recursive: true);
        return new Reminder();
    }

    private sealed class Reminder : IDisposable
    {
        public void Dispose()
        {
            foreach (string operation in s_operations) UserState.Prove(s_sandbox, operation);
        }
    }
}

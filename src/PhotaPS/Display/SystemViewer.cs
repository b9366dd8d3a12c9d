using System.ComponentModel;
using System.Diagnostics;

namespace PhotaPS;

/// <summary>The programs with which this system shows images and pages.</summary>
internal static class SystemViewer
{
    /// <summary>Opens an image in a window of its own, without waiting for it.</summary>
    /// <param name="path">The image's full path.</param>
    /// <returns>Whether there was a screen and a program for it.</returns>
    public static bool TryOpen(string path)
    {
        // A system goes by a file's name: what is called a program would be run.
        return LocalPhoto.HasImageExtension(path) && Open(Path.GetFullPath(path));
    }

    /// <summary>Opens a page in the browser, without waiting for it.</summary>
    /// <param name="page">The page's URL.</param>
    /// <returns>Whether there was a screen and a program for it.</returns>
    public static bool TryOpen(Uri page) => page.Scheme == Uri.UriSchemeHttp && Open(page.AbsoluteUri);

    private static bool Open(string target)
    {
#if NETFRAMEWORK
        ProcessStartInfo command = Shell(target);
#else
        if (Command(target, OperatingSystem.IsMacOS()) is not { } command) return false;
#endif
        try
        {
            using Process? started = Process.Start(command);
            if (command.UseShellExecute || started is null) return true;
            started.WaitForExit();
            return started.ExitCode == 0;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            return false;
        }
    }

    // It takes this process's environment along: Windows has no other way to ask its shell.
    private static ProcessStartInfo Shell(string path) => new(path) { UseShellExecute = true };

#if !NETFRAMEWORK
    // A viewer's own messages do not belong in the terminal.
    private const string InBackground = "\"$1\" \"$2\" < /dev/null > /dev/null 2>&1 &";

    internal static ProcessStartInfo? Command(string path, bool isMac)
    {
        if (OperatingSystem.IsWindows()) return Shell(path);
        if (isMac) return Prepare("open", path);
        if (!IsSet("DISPLAY") && !IsSet("WAYLAND_DISPLAY")) return null;
        return ExternalProgram.Prepare("xdg-open") is { } viewer ? Prepare("sh", "-c", InBackground, "sh", viewer.FileName, path) : null;
    }

    private static ProcessStartInfo? Prepare(string program, params string[] arguments)
    {
        ProcessStartInfo? start = ExternalProgram.Prepare(program);
        foreach (string argument in arguments) start?.ArgumentList.Add(argument);
        return start;
    }

    private static bool IsSet(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 };
#endif
}

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
    /// <param name="page">The page's address.</param>
    /// <returns>Whether there was a screen and a program for it.</returns>
    public static bool TryOpen(Uri page) => page.Scheme == Uri.UriSchemeHttp && Open(page.AbsoluteUri);

    private static bool Open(string target)
    {
        if (Command(target) is not { } command) return false;
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

#if NETFRAMEWORK
    private static ProcessStartInfo Command(string path) => new(path) { UseShellExecute = true };
#else
    // A viewer's own messages do not belong in the terminal.
    private const string InBackground = "\"$1\" \"$2\" < /dev/null > /dev/null 2>&1 &";

    private static ProcessStartInfo? Command(string path)
    {
        if (OperatingSystem.IsWindows()) return new(path) { UseShellExecute = true };
        if (OperatingSystem.IsMacOS()) return Prepare("open", path);
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

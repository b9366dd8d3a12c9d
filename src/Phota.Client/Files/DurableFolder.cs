using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Phota;

/// <summary>What .NET leaves out of a file system's promises: names that replace nothing, and folders that survive a power failure.</summary>
internal static class DurableFolder
{
    private const int InputOutputError = 5;
    private const int AlreadyExists = 17;
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    private static bool IsWindows => Path.DirectorySeparatorChar == '\\';

    /// <summary>Gives a file another name; false where another file has that name or the file is gone, however many processes try at once.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">Its new path.</param>
    public static bool TryRename(string from, string to)
    {
        if (!IsWindows)
        {
            // On Unix, .NET's own move looks first and then replaces what may have come in between; a link replaces nothing.
            if (Link(from, to) == 0)
            {
                File.Delete(from);
                return true;
            }

            if (Marshal.GetLastWin32Error() == AlreadyExists || !File.Exists(from)) return false;
        }

        try
        {
            // Without links (FAT, some network shares, another volume) the name is claimed first.
            if (!IsWindows) new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1).Dispose();
            File.Move(from, to, overwrite: !IsWindows);
            return true;
        }
        catch (IOException) when (File.Exists(to) || !File.Exists(from))
        {
            return false;
        }
    }

    /// <summary>Flushes a folder, so that a new or renamed file in it survives a power failure; Windows needs no such call.</summary>
    /// <exception cref="IOException">The disk has failed. That a file system does not know how to flush a folder is no error.</exception>
    public static void Flush(string path)
    {
        if (IsWindows) return;
        int folder = Open(path, 0);
        if (folder < 0) return;
        bool isFailed = IsFailure(Synchronize(folder));
        _ = Close(folder);
        if (isFailed) throw new IOException($"'{path}' cannot be flushed to its disk.");
    }

    /// <summary>Flushes a file. On Linux .NET's own flush makes the same call and does not say when it fails.</summary>
    /// <exception cref="IOException">The disk has failed.</exception>
    public static void FlushFile(FileStream file)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
        {
            file.Flush(flushToDisk: true);
            return;
        }

        file.Flush();
        if (IsFailure(Synchronize(file.SafeFileHandle))) throw new IOException($"'{file.Name}' cannot be flushed to its disk.");
    }

    private static bool IsFailure(int result) => result != 0 && Marshal.GetLastWin32Error() is InputOutputError or NoSpace or QuotaExceeded;

#pragma warning disable CA2101, SYSLIB1054 // UTF-8 is what Unix paths are, and source-generated marshalling does not exist on .NET Framework.
    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    private static extern int Link([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to);

    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Synchronize(int file);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Synchronize(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);
#pragma warning restore CA2101, SYSLIB1054
}

using System.Runtime.InteropServices;

namespace Phota;

/// <summary>Opens files, and nothing else that has a name: a pipe would be waited for, and a device read, without an end.</summary>
public static class RegularFile
{
    private const string NoFile = "it is a device or a pipe, not a file";

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">Its path; of a link, what it leads to is opened.</param>
    /// <param name="share">What others may do with it meanwhile.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="IOException">It is not there, cannot be opened, or is no file.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static FileStream OpenRead(string path, FileShare share = FileShare.Read, FileOptions options = FileOptions.SequentialScan)
    {
        if (IsPipe(path)) throw new IOException(NoFile);
        FileStream file = new(path, FileMode.Open, FileAccess.Read, share, 1, options);
        try
        {
            // Windows opens a device for 'nul', 'con.jpg' or 'COM1' in any folder. On Unix some have no length, but bytes.
            if (!file.CanSeek || (file.Length == 0 && file.ReadByte() >= 0 && file.Length == 0)) throw new IOException(NoFile);
            if (file.Position > 0) file.Position = 0;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file or folder is a link, or of another kind that leads elsewhere.</summary>
    internal static bool IsLink(FileSystemInfo item) =>
#if NETFRAMEWORK
        item.Exists && item.Attributes.HasFlag(FileAttributes.ReparsePoint);
#else
        // Files of a synced folder are reparse points too, but lead nowhere.
        item.LinkTarget is not null;
#endif

    // Only a call that does not wait can tell a pipe from a file before it is opened.
    internal static bool IsPipe(string path)
    {
        if (Path.DirectorySeparatorChar == '\\') return false;
        int file = Open(path, RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? 0x4 : 0x800);
        if (file < 0) return false;
        bool isPipe = Seek(file, IntPtr.Zero, 0) == new IntPtr(-1);
        _ = Close(file);
        return isPipe;
    }

#pragma warning disable CA2101, SYSLIB1054 // UTF-8 is what Unix paths are, and source-generated marshalling does not exist on .NET Framework.
    [DllImport("libc", EntryPoint = "open")]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "lseek")]
    private static extern IntPtr Seek(int file, IntPtr offset, int origin);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int file);
#pragma warning restore CA2101, SYSLIB1054
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Phota;

/// <summary>
/// What a file system knows of a file besides its bytes. The time of change moves with every write, also one that sets the
/// time of modification back, and a file that takes another's place has another id.
/// </summary>
/// <param name="Length">Its size in bytes.</param>
/// <param name="Modified">When its bytes were last written, in nanoseconds since 1970.</param>
/// <param name="Changed">When anything about it was last changed, in nanoseconds since 1970.</param>
/// <param name="FileId">The number of the file in its file system.</param>
internal readonly record struct FileStamp(long Length, long Modified, long Changed, ulong FileId)
{
    private const long FileTimeOf1970 = 116_444_736_000_000_000;
    private const int EmptyPath = 0x1000;
    private const int BasicStats = 0x7FF;
    private const int StatLength = 256;

    /// <summary>Reads the stamp of an open file; null where the system does not tell all of it.</summary>
    public static FileStamp? Read(FileStream file)
    {
        try
        {
            if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) return ReadLinux(file.SafeFileHandle);
            return Path.DirectorySeparatorChar == '\\' ? ReadWindows(file.SafeFileHandle) : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Has a network share tell an open file's length anew: Linux may answer for a second or more with what it was told before.</summary>
    public static void ForgetLength(FileStream file)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) return;
        try
        {
            const int AskTheShare = 0x2000;
            _ = Statx(file.SafeFileHandle, "", EmptyPath | AskTheShare, BasicStats, new byte[StatLength]);
        }
        catch (EntryPointNotFoundException)
        {
            // Without the call the length is right a little later.
        }
    }

    /// <summary>Whether the file lay untouched for long enough that any later change shows in its times, however coarse they are.</summary>
    /// <param name="now">The file system's time.</param>
    /// <param name="settling">How long that is.</param>
    public bool IsSettled(DateTimeOffset now, TimeSpan settling)
    {
        long latest = (now - settling - DateTimeOffset.FromUnixTimeMilliseconds(0)).Ticks * 100;
        return Modified < latest && Changed < latest;
    }

    public override string ToString() => FormattableString.Invariant($"{Length} {Modified} {Changed} {FileId}");

    private static FileStamp? ReadLinux(SafeFileHandle file)
    {
        const uint Needed = 0x3C0;
        byte[] stat = new byte[StatLength];
        if (Statx(file, "", EmptyPath, BasicStats, stat) != 0 || (Word(0) & Needed) != Needed) return null;
        return new((long)Long(40), Nanoseconds(112), Nanoseconds(96), Long(32));

        uint Word(int at) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(stat.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(stat.AsSpan(at));
        ulong Long(int at) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(stat.AsSpan(at)) : BinaryPrimitives.ReadUInt64BigEndian(stat.AsSpan(at));
        long Nanoseconds(int at) => ((long)Long(at) * 1_000_000_000) + Word(at + 8);
    }

    private static FileStamp? ReadWindows(SafeFileHandle file)
    {
        const int BasicInfo = 0;
        if (!GetFileInformationByHandleEx(file, BasicInfo, out BasicFileInfo times, Marshal.SizeOf<BasicFileInfo>())) return null;
        // FAT has no time of change.
        if (times.Change == 0 || !GetFileInformationByHandle(file, out HandleFileInfo info)) return null;
        return new(((long)info.SizeHigh << 32) | info.SizeLow, (times.Write - FileTimeOf1970) * 100, (times.Change - FileTimeOf1970) * 100, ((ulong)info.IndexHigh << 32) | info.IndexLow);
    }

#pragma warning disable CA2101, SYSLIB1054 // UTF-8 is what Unix paths are, and source-generated marshalling does not exist on .NET Framework.
    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static extern int Statx(SafeFileHandle folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] byte[] stat);

    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetFileInformationByHandleEx(SafeFileHandle file, int kind, out BasicFileInfo info, int size);

    [DllImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool GetFileInformationByHandle(SafeFileHandle file, out HandleFileInfo info);
#pragma warning restore CA2101, SYSLIB1054

    [StructLayout(LayoutKind.Sequential)]
    private struct BasicFileInfo
    {
        public long Creation;
        public long Access;
        public long Write;
        public long Change;
        public uint Attributes;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct HandleFileInfo
    {
        public uint Attributes;
        public long Creation;
        public long Access;
        public long Write;
        public uint Volume;
        public uint SizeHigh;
        public uint SizeLow;
        public uint Links;
        public uint IndexHigh;
        public uint IndexLow;
    }
}

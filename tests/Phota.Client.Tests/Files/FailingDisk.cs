using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace Phota.Tests.Files;

/// <summary>A disk that fails: Linux refuses a thread of our own what it asks of any file, and no other thread.</summary>
internal static class FailingDisk
{
    private const int SetNoNewPrivileges = 38;
    private const int SetSystemCallFilter = 22;
    private const int NotPermitted = 1;
    private const int InputOutputError = 5;
    private const int NoSpace = 28;

    private static readonly bool s_isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Runs an action while nothing that was written can be flushed.</summary>
    public static void WhileNothingIsFlushed(Action action) => Run(s_isArm ? 82u : 74u, InputOutputError, action);

    /// <summary>Runs an action while there is no room for another byte.</summary>
    public static void WhileFull(Action action) => Run(s_isArm ? 68u : 18u, NoSpace, action);

    /// <summary>Runs an action on a file system without links.</summary>
    public static void WhileNothingIsLinked(Action action) => Run(s_isArm ? 37u : 86u, NotPermitted, action);

    // The thread ends with its filter. What it starts would inherit it, so the action must stay on it.
    private static void Run(uint systemCall, uint error, Action action)
    {
        Exception? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Refuse(systemCall, error);
                action();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        if (failure is not null) ExceptionDispatchInfo.Capture(failure).Throw();
    }

    private static void Refuse(uint systemCall, uint error)
    {
        Instruction[] program =
        [
            new(0x20, 0, 0, 0), // Load the number of the system call.
            new(0x15, 0, 1, systemCall), // Go on if it is this one, else skip the next.
            new(0x06, 0, 0, 0x0005_0000 | error), // Return the error.
            new(0x06, 0, 0, 0x7FFF_0000), // Allow it.
        ];
        GCHandle pinned = GCHandle.Alloc(program, GCHandleType.Pinned);
        try
        {
            ProgramHeader header = new() { Length = (ushort)program.Length, First = pinned.AddrOfPinnedObject() };
            Assert.Equal(0, Control(SetNoNewPrivileges, 1, 0, 0, 0));
            Assert.Equal(0, Control(SetSystemCallFilter, 2, in header, 0, 0));
        }
        finally
        {
            pinned.Free();
        }
    }

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int Control(int option, nint second, nint third, nint fourth, nint fifth);

    [DllImport("libc", EntryPoint = "prctl")]
    private static extern int Control(int option, nint second, in ProgramHeader third, nint fourth, nint fifth);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Instruction(ushort code, byte ifTrue, byte ifFalse, uint value)
    {
        public readonly ushort Code = code;
        public readonly byte IfTrue = ifTrue;
        public readonly byte IfFalse = ifFalse;
        public readonly uint Value = value;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct ProgramHeader
    {
        public ushort Length;
        public nint First;
    }
}

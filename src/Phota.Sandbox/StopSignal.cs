using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Phota.Sandbox;

/// <summary>Any of the ways in which the process is told to end.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration[] _signals;

    public StopSignal(CommandLine commandLine)
    {
        // A terminal sends Ctrl+C to all its programs; one that belongs to another leaves it to that one.
        PosixSignalRegistration interrupt = commandLine.StopOnStdinClose ? Ignore(PosixSignal.SIGINT) : Catch(PosixSignal.SIGINT);
        _signals = [Catch(PosixSignal.SIGTERM), interrupt, Catch(PosixSignal.SIGHUP)];
        if (commandLine.StopOnStdinClose)
            _ = StopAfterAsync(Console.OpenStandardInput().CopyToAsync(Stream.Null));
        if (commandLine.ParentPid is int pid)
            _ = StopAfterAsync(EndOfAsync(pid));
    }

    public Task Stopped => _stopped.Task;

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
            signal.Dispose();
    }

    private static async Task EndOfAsync(int pid)
    {
        try
        {
            using Process parent = Process.GetProcessById(pid);
            await parent.WaitForExitAsync();
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
    }

    private static PosixSignalRegistration Ignore(PosixSignal signal) =>
        PosixSignalRegistration.Create(signal, context => context.Cancel = true);

    private PosixSignalRegistration Catch(PosixSignal signal) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        _stopped.TrySetResult();
    });

    private async Task StopAfterAsync(Task end)
    {
        try
        {
            await end;
        }
        finally
        {
            _stopped.TrySetResult();
        }
    }
}

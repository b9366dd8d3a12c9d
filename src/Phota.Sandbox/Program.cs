using System.Diagnostics;
using System.Runtime.InteropServices;
using Phota.Sandbox;

CommandLine commandLine;
try
{
    commandLine = CommandLine.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    Console.Error.WriteLine(CommandLine.Usage);
    return 2;
}

var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

// A terminal sends Ctrl+C to all its programs; a sandbox that belongs to another program leaves it to that one.
using var interrupt = On(PosixSignal.SIGINT, stops: !commandLine.StopOnStdinClose);
using var terminate = On(PosixSignal.SIGTERM);
using var hangUp = On(PosixSignal.SIGHUP);
if (commandLine.StopOnStdinClose)
    _ = StopAfterAsync(Console.OpenStandardInput().CopyToAsync(Stream.Null));
if (commandLine.ParentPid is int pid)
    _ = StopAfterAsync(EndOfAsync(pid));
try
{
    await using var server = await SandboxServer.StartAsync(commandLine.Options);
    Console.Out.WriteLine(Encoding.UTF8.GetString(Json.Utf8(new
    {
        Ready = true,
        BaseUri = server.BaseUri.AbsoluteUri.TrimEnd('/'),
        server.BaseUri.Port,
        Pid = Environment.ProcessId,
        server.Seed,
    })));
    await stop.Task;
    return 0;
}
catch (IOException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

PosixSignalRegistration On(PosixSignal signal, bool stops = true) => PosixSignalRegistration.Create(signal, context =>
{
    context.Cancel = true;
    if (stops)
        stop.TrySetResult();
});

async Task StopAfterAsync(Task end)
{
    await Task.WhenAny(end);
    stop.TrySetResult();
}

static async Task EndOfAsync(int pid)
{
    using Process parent = Process.GetProcessById(pid);
    await parent.WaitForExitAsync();
}

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

using var stop = new StopSignal(commandLine);
try
{
    await using var server = await SandboxServer.StartAsync(commandLine.Options);
    Console.Out.WriteLine(ReadyLine.Of(server));
    await stop.Stopped;
    return 0;
}
catch (IOException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

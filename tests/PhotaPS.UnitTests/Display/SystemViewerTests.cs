#if !NETFRAMEWORK
using System.Diagnostics;
using Phota.Tests.Live;

namespace PhotaPS.UnitTests.Display;

[Collection("alone")]
public sealed class SystemViewerTests
{
    [LinuxFact]
    public void A_viewer_gets_a_full_path_and_no_key()
    {
        using TempFolder folder = new();
        string program = folder.File("xdg-open");
        File.WriteAllText(program, $"#!/bin/sh\nprintf '%s %s' \"$1\" \"$PHOTA_API_KEY\" > '{folder.File("got.part")}' && mv '{folder.File("got.part")}' '{folder.File("got")}'\n");
        using (Process chmod = Process.Start("/bin/chmod", $"755 \"{program}\"")!) chmod.WaitForExit();
        (string Name, string? Value)[] before = [.. new[] { "PATH", "DISPLAY", "PHOTA_API_KEY" }.Select(name => (name, Environment.GetEnvironmentVariable(name)))];
        string current = Environment.CurrentDirectory;
        try
        {
            Environment.SetEnvironmentVariable("PATH", $"{folder.Path}:{before[0].Value}");
            Environment.SetEnvironmentVariable("DISPLAY", ":none");
            Environment.SetEnvironmentVariable("PHOTA_API_KEY", "canary-in-environment");
            Environment.CurrentDirectory = folder.Path;
            Assert.True(SystemViewer.TryOpen("-dog.jpg"));
        }
        finally
        {
            Environment.CurrentDirectory = current;
            foreach ((string name, string? value) in before) Environment.SetEnvironmentVariable(name, value);
        }

        Assert.True(SpinWait.SpinUntil(() => File.Exists(folder.File("got")), TimeSpan.FromSeconds(20)));
        Assert.Equal($"{folder.File("-dog.jpg")} ", File.ReadAllText(folder.File("got")));
    }
}
#endif

#if !NETFRAMEWORK
using System.Diagnostics;
using Phota.Tests.Live;

namespace PhotaPS.UnitTests.Display;

[Collection("alone")]
public sealed class SystemViewerTests : IDisposable
{
    private static readonly string[] s_names = ["PATH", "DISPLAY", "PHOTA_API_KEY"];

    private readonly TempFolder _folder = new();
    private readonly string _current = Environment.CurrentDirectory;
    private readonly (string Name, string? Value)[] _environment = [.. s_names.Select(name => (name, Environment.GetEnvironmentVariable(name)))];

    public SystemViewerTests()
    {
        Environment.SetEnvironmentVariable("PATH", $"{_folder.Path}:{_environment[0].Value}");
        Environment.SetEnvironmentVariable("DISPLAY", ":none");
        Environment.SetEnvironmentVariable("PHOTA_API_KEY", "canary-in-environment");
        Environment.CurrentDirectory = _folder.Path;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _current;
        foreach ((string name, string? value) in _environment) Environment.SetEnvironmentVariable(name, value);
        _folder.Dispose();
    }

    [LinuxFact]
    public void A_viewer_gets_a_full_path_and_no_key()
    {
        CreateProgram("xdg-open", $"printf '%s %s' \"$1\" \"$PHOTA_API_KEY\" > '{_folder.File("got.part")}' && mv '{_folder.File("got.part")}' '{_folder.File("got")}'");
        Assert.True(SystemViewer.TryOpen("-dog.jpg"));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(_folder.File("got")), TimeSpan.FromSeconds(20)));
        Assert.Equal($"{_folder.File("-dog.jpg")} ", File.ReadAllText(_folder.File("got")));
    }

    [LinuxFact]
    public void What_is_not_called_an_image_is_given_to_no_viewer()
    {
        CreateProgram("xdg-open", $"touch '{_folder.File("ran")}'");
        Assert.All(["dog.jpg.exe", "dog.desktop", "dog.jpg.", "dog"], name => Assert.False(SystemViewer.TryOpen(_folder.File(name))));
        Assert.All(["file:///etc/passwd", "https://evil.example", "javascript:alert(1)"], page => Assert.False(SystemViewer.TryOpen(new Uri(page))));
        Assert.False(File.Exists(_folder.File("ran")));
    }

    [LinuxFact]
    public void On_macOS_the_viewer_is_the_open_of_PATH_by_its_full_path()
    {
        string[] folders = [Directory.CreateDirectory(_folder.File("here")).FullName, Directory.CreateDirectory(_folder.File("on path")).FullName];
        CreateProgram("here/open");
        CreateProgram("on path/open");
        Environment.SetEnvironmentVariable("PATH", $".::{folders[1]}");
        Environment.CurrentDirectory = folders[0];
        ProcessStartInfo open = SystemViewer.Command("/photos/-dog.jpg", isMac: true)!;
        Assert.Equal((Path.Combine(folders[1], "open"), false), (open.FileName, open.UseShellExecute));
        Assert.Equal(["/photos/-dog.jpg"], open.ArgumentList);
        Assert.DoesNotContain("PHOTA_API_KEY", open.Environment.Keys);
        Environment.SetEnvironmentVariable("PATH", ".");
        Assert.Null(SystemViewer.Command("/photos/-dog.jpg", isMac: true));
    }

    private void CreateProgram(string name, string script = "")
    {
        File.WriteAllText(_folder.File(name), $"#!/bin/sh\n{script}\n");
        using Process chmod = Process.Start("/bin/chmod", ["755", _folder.File(name)]);
        chmod.WaitForExit();
    }
}
#endif

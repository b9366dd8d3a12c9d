#if !NETFRAMEWORK
using System.Diagnostics;
using Phota.Tests.Live;

namespace Phota.Tests.Security;

[Collection("alone")]
public sealed class ExternalProgramTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [LinuxFact]
    public void Only_a_full_path_on_PATH_is_searched()
    {
        CreateProgram("tool");
        string current = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = _folder.Path;
            Assert.All(["", ".", ":", "./", null], path => Assert.Null(ExternalProgram.Find("tool", path)));
        }
        finally
        {
            Environment.CurrentDirectory = current;
        }

        Assert.Equal(_folder.File("tool"), ExternalProgram.Find("tool", $".:/nowhere:{_folder.Path}"));
    }

    [LinuxFact]
    public void What_may_not_be_run_is_no_program()
    {
        File.WriteAllText(_folder.File("tool"), "");
        Assert.Null(ExternalProgram.Find("tool", _folder.Path));
    }

    [LinuxFact]
    public async Task The_sandbox_is_not_started_by_a_dotnet_of_the_current_folder()
    {
        CreateProgram("dotnet", $"touch '{_folder.File("ran")}'");
        string current = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = _folder.Path;
            await Assert.ThrowsAsync<PhotaException>(() => SandboxProcess.StartAsync(_folder.File("none.dll"), []));
        }
        finally
        {
            Environment.CurrentDirectory = current;
        }

        Assert.False(File.Exists(_folder.File("ran")));
    }

    [LinuxFact]
    public void A_viewer_gets_a_full_path_and_no_key()
    {
        CreateProgram("xdg-open", $"printf '%s %s' \"$1\" \"$PHOTA_API_KEY\" > '{_folder.File("got.part")}' && mv '{_folder.File("got.part")}' '{_folder.File("got")}'");
        (string Name, string? Value)[] before = [.. new[] { "PATH", "DISPLAY", "PHOTA_API_KEY" }.Select(name => (name, Environment.GetEnvironmentVariable(name)))];
        string current = Environment.CurrentDirectory;
        try
        {
            Environment.SetEnvironmentVariable("PATH", $"{_folder.Path}:{before[0].Value}");
            Environment.SetEnvironmentVariable("DISPLAY", ":none");
            Environment.SetEnvironmentVariable("PHOTA_API_KEY", "canary-in-environment");
            Environment.CurrentDirectory = _folder.Path;
            Assert.True(SystemViewer.TryOpen("-dog.jpg"));
        }
        finally
        {
            Environment.CurrentDirectory = current;
            foreach ((string name, string? value) in before) Environment.SetEnvironmentVariable(name, value);
        }

        Assert.True(SpinWait.SpinUntil(() => File.Exists(_folder.File("got")), TimeSpan.FromSeconds(20)));
        Assert.Equal($"{_folder.File("-dog.jpg")} ", File.ReadAllText(_folder.File("got")));
    }

    [LinuxFact]
    public void What_is_not_called_an_image_is_given_to_no_viewer()
    {
        CreateProgram("xdg-open", $"touch '{_folder.File("ran")}'");
        (string Name, string? Value)[] before = [.. new[] { "PATH", "DISPLAY" }.Select(name => (name, Environment.GetEnvironmentVariable(name)))];
        try
        {
            Environment.SetEnvironmentVariable("PATH", $"{_folder.Path}:{before[0].Value}");
            Environment.SetEnvironmentVariable("DISPLAY", ":none");
            Assert.All(["dog.jpg.exe", "dog.desktop", "dog.jpg.", "dog"], name => Assert.False(SystemViewer.TryOpen(_folder.File(name))));
            Assert.All(["file:///etc/passwd", "https://evil.example", "javascript:alert(1)"], page => Assert.False(SystemViewer.TryOpen(new Uri(page))));
        }
        finally
        {
            foreach ((string name, string? value) in before) Environment.SetEnvironmentVariable(name, value);
        }

        Assert.False(File.Exists(_folder.File("ran")));
    }

    [LinuxFact]
    public void On_macOS_the_viewer_is_the_open_of_PATH_by_its_full_path()
    {
        string[] folders = [Directory.CreateDirectory(_folder.File("here")).FullName, Directory.CreateDirectory(_folder.File("on path")).FullName];
        CreateProgram("here/open");
        CreateProgram("on path/open");
        (string Name, string? Value)[] before = [.. new[] { "PATH", "PHOTA_API_KEY" }.Select(name => (name, Environment.GetEnvironmentVariable(name)))];
        string current = Environment.CurrentDirectory;
        try
        {
            Environment.SetEnvironmentVariable("PATH", $".::{folders[1]}");
            Environment.SetEnvironmentVariable("PHOTA_API_KEY", "canary-in-environment");
            Environment.CurrentDirectory = folders[0];
            ProcessStartInfo open = SystemViewer.Command("/photos/-dog.jpg", isMac: true)!;
            Assert.Equal((Path.Combine(folders[1], "open"), false), (open.FileName, open.UseShellExecute));
            Assert.Equal(["/photos/-dog.jpg"], open.ArgumentList);
            Assert.DoesNotContain("PHOTA_API_KEY", open.Environment.Keys);
            Environment.SetEnvironmentVariable("PATH", ".");
            Assert.Null(SystemViewer.Command("/photos/-dog.jpg", isMac: true));
        }
        finally
        {
            Environment.CurrentDirectory = current;
            foreach ((string name, string? value) in before) Environment.SetEnvironmentVariable(name, value);
        }
    }

    private void CreateProgram(string name, string script = "")
    {
        File.WriteAllText(_folder.File(name), $"#!/bin/sh\n{script}\n");
        using Process chmod = Process.Start("/bin/chmod", $"755 \"{_folder.File(name)}\"")!;
        chmod.WaitForExit();
    }
}
#endif

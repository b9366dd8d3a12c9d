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

    private void CreateProgram(string name, string script = "")
    {
        File.WriteAllText(_folder.File(name), $"#!/bin/sh\n{script}\n");
        using Process chmod = Process.Start("/bin/chmod", $"755 \"{_folder.File(name)}\"")!;
        chmod.WaitForExit();
    }
}
#endif

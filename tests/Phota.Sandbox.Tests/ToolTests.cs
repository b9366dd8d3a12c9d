using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Phota.Sandbox.Tests;

/// <summary>The program as those have it who install it as a .NET tool.</summary>
public sealed class ToolTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("phota-tool-");

    [Fact]
    public async Task It_installs_from_its_package_and_starts()
    {
        string built = typeof(SandboxServer).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        await RunAsync("dotnet", "pack", Repository.File("src/Phota.Sandbox"), "-c", built, "--no-build", "--output", _folder.FullName);
        await RunAsync("dotnet", "tool", "install", "Phota.Sandbox", "--tool-path", _folder.FullName, "--source", _folder.FullName);

        string said = await RunAsync(Path.Combine(_folder.FullName, "phota-sandbox"), "--stop-on-stdin-close");
        Assert.StartsWith("http://127.0.0.1:", JsonNode.Parse(said)!["base_uri"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{output}{Environment.NewLine}{await errors}");
        return output;
    }
}

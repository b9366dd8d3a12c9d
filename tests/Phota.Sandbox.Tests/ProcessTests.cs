using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Phota.Sandbox.Tests;

/// <summary>The program as users start it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task It_prints_one_ready_line_and_ends_with_its_input()
    {
        using Process process = Start("--port", "0", "--seed", "-5", "--switch", "missing_key_status=401", "--stop-on-stdin-close");
        JsonNode ready = JsonNode.Parse((await process.StandardOutput.ReadLineAsync())!)!;
        Assert.Equal(["ready", "base_uri", "port", "pid", "seed"], ready.AsObject().Select(p => p.Key));
        Assert.True(ready["ready"]!.GetValue<bool>());
        Assert.Equal(process.Id, ready["pid"]!.GetValue<int>());
        Assert.Equal(-5, ready["seed"]!.GetValue<int>());
        Assert.Equal($"http://127.0.0.1:{ready["port"]}", ready["base_uri"]!.GetValue<string>());

        using var http = new HttpClient();
        using var response = await http.GetAsync(ready["base_uri"] + "/v1/phota/profiles/ids");
        Assert.Equal(401, (int)response.StatusCode);

        process.StandardInput.Close();
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
        Assert.Equal("", await process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task It_is_like_a_parity_table_but_for_its_switches()
    {
        string path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, """
                {"rows":[
                    {"name":"missing_key_status","is_switch":true,"position":"401"},
                    {"name":"error_body","is_switch":true,"position":"empty"},
                    {"name":"webhook_secret_key","is_switch":true,"position":null},
                    {"name":"api_version","is_switch":false,"position":null}]}
                """);
            using Process process = Start("--like", path, "--switch", "error_body=text", "--stop-on-stdin-close");
            JsonNode ready = JsonNode.Parse((await process.StandardOutput.ReadLineAsync())!)!;
            using var http = new HttpClient();
            JsonArray switches = JsonNode.Parse(await http.GetStringAsync(ready["base_uri"] + "/sandbox/switches"))!["switches"]!.AsArray();
            string Value(string name) => $"{switches.Single(s => $"{s!["name"]}" == name)!["value"]}";
            Assert.Equal(("401", "text", "secret"), (Value("missing_key_status"), Value("error_body"), Value("webhook_secret_key")));
            process.StandardInput.Close();
            await process.WaitForExitAsync();

            await File.WriteAllTextAsync(path, "{}");
            using Process none = Start("--like", path);
            Assert.Contains("is not a parity table", await none.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
            await none.WaitForExitAsync();
            Assert.Equal(2, none.ExitCode);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task It_ends_with_its_parent()
    {
        using Process parent = Start("--stop-on-stdin-close");
        await parent.StandardOutput.ReadLineAsync();
        using Process child = Start("--parent-pid", $"{parent.Id}");
        await child.StandardOutput.ReadLineAsync();
        Assert.False(child.HasExited);
        parent.StandardInput.Close();
        await child.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(0, child.ExitCode);
    }

    [UnixFact]
    public async Task Ctrl_C_is_for_the_program_that_it_belongs_to()
    {
        using Process process = Start("--stop-on-stdin-close");
        JsonNode ready = JsonNode.Parse((await process.StandardOutput.ReadLineAsync())!)!;
        using (Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
            await kill.WaitForExitAsync();
        for (int i = 0; i < 20; i++)
        {
            // Each on a connection of its own: one that is closing takes no more of them.
            using var http = new HttpClient();
            using var response = await http.GetAsync(ready["base_uri"] + "/v1/phota/profiles/ids");
            Assert.Equal(403, (int)response.StatusCode);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task It_says_when_its_port_is_taken()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        using Process process = Start("--port", $"{sandbox.BaseUri.Port}");
        Assert.Contains("address already in use", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        await process.WaitForExitAsync();
        Assert.Equal(1, process.ExitCode);
    }

    [Theory]
    [InlineData("--colour")]
    [InlineData("--port")]
    [InlineData("--port", "many")]
    [InlineData("--port", "65536")]
    [InlineData("--parent-pid", "-1")]
    [InlineData("--switch", "images")]
    [InlineData("--switch", "images=none")]
    public async Task It_refuses_options_that_make_no_sense(params string[] args)
    {
        using Process process = Start(args);
        Assert.Contains("usage:", await process.StandardError.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal(2, process.ExitCode);
    }

    private static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(SandboxServer).Assembly.Location);
        foreach (string arg in args)
            start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }
}

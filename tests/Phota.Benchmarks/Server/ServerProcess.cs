using System.Diagnostics;
using System.Net.Http.Json;

namespace Phota.Benchmarks.Server;

/// <summary>The server in a process of its own.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _control = new() { Timeout = TimeSpan.FromSeconds(30) };

    private ServerProcess(Process process, string url, string certificate)
    {
        _process = process;
        // Its certificate bears the name, not the number.
        Address = certificate.Length == 0 ? url : $"https://localhost:{new Uri(url).Port}";
        Trusted = certificate.Length == 0 ? null : DevCertificate.Trusted(certificate);
    }

    public string Address { get; }

    /// <summary>What a client has to trust; null without TLS.</summary>
    public string? Trusted { get; }

    public int Id => _process.Id;

    public static ServerProcess Start(ServerOptions options)
    {
        Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, options.ToArguments())
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        return new(process, process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server did not start."), options.Certificate);
    }

    public async Task<Counts.Seen> CountsAsync() => (await _control.GetFromJsonAsync<Counts.Seen>($"{Address}/bench/counts"))!;

    public async Task HeldAsync() => await _control.GetStringAsync($"{Address}/bench/held");

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(5000)) _process.Kill();
        _process.Dispose();
        _control.Dispose();
    }
}

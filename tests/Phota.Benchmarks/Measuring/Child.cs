using System.Diagnostics;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks.Measuring;

/// <summary>A command that ran to its end.</summary>
/// <param name="Output">Its standard output.</param>
/// <param name="Peak">Its peak resident memory in megabytes.</param>
internal sealed record Child(string Output, double Peak)
{
    private static readonly TimeSpan s_gap = TimeSpan.FromMilliseconds(10);

    public static async Task<Child> RunAsync(string[] command, ServerProcess? server, string? address = null)
    {
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PHOTA_API_KEY"] = "bench";
        start.Environment["PHOTA_BASE_URI"] = address ?? server?.Address ?? "";
        // OpenSSL reads the first, and curl the second.
        if (server?.Trusted is { } trusted) start.Environment["SSL_CERT_FILE"] = start.Environment["CURL_CA_BUNDLE"] = trusted;
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        double peak = await WatchPeakAsync(process);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(command[0])} ended with {process.ExitCode}: {await output}{await errors}");
        return new(await output, peak);
    }

    // VmHWM is a high-water mark that the kernel keeps: a reading misses only what grows in the last moment of a process.
    private static async Task<double> WatchPeakAsync(Process process)
    {
        string pid = $"{process.Id}";
        double peak = 0;
        Task ended = process.WaitForExitAsync();
        while (!ended.IsCompleted)
        {
            if (ProcessStatus.Megabytes(pid, "VmHWM") is var now and > 0) peak = Math.Max(peak, now);
            await Task.WhenAny(ended, Task.Delay(s_gap));
        }

        return peak;
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Phota;

/// <summary>A local sandbox of the API in a process of its own, which ends with ours.</summary>
public sealed class SandboxProcess : IDisposable
{
    private readonly Process _process;

    private SandboxProcess(Process process, Uri baseUri)
    {
        _process = process;
        BaseUri = baseUri;
    }

    /// <summary>The sandbox's URL, on this machine.</summary>
    public Uri BaseUri { get; }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts the sandbox with the machine's <c>dotnet</c> and waits until it listens.</summary>
    /// <param name="assembly">The path of <c>Phota.Sandbox.dll</c>.</param>
    /// <param name="arguments">More arguments for it, for example <c>--seed 7</c>.</param>
    /// <param name="cancellationToken">Stops waiting, and the process.</param>
    /// <exception cref="PhotaException">Kind Service: there is no <c>dotnet</c>, or the sandbox did not start.</exception>
    public static async Task<SandboxProcess> StartAsync(
        string assembly, IEnumerable<string> arguments, CancellationToken cancellationToken = default)
    {
        Process process = Launch(assembly, arguments);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => End(process));
        string? ready = await process.StandardOutput.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (ready is not null)
        {
            // A pipe that is not read would block the sandbox once it is full.
            _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return new(process, ReadAddress(ready));
        }

        string words = await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        process.Dispose();
        throw Failed($"The sandbox did not start: {words.Trim()}", null);
    }

    /// <summary>Ends the sandbox.</summary>
    public void Dispose()
    {
        End(_process);
        _process.Dispose();
    }

    private static Process Launch(string assembly, IEnumerable<string> arguments)
    {
        // The sandbox watches its standard input: it ends when ours does, however that happens.
        ProcessStartInfo start = new("dotnet")
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Arguments = string.Join(" ", new[] { assembly, "--stop-on-stdin-close" }.Concat(arguments).Select(Quote)),
        };
        start.Environment.Remove("PHOTA_API_KEY");
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw Failed("The sandbox needs the .NET runtime: there is no 'dotnet' on PATH.", e);
        }
    }

    private static Uri ReadAddress(string ready)
    {
        try
        {
            using JsonDocument line = JsonDocument.Parse(ready);
            return new Uri(line.RootElement.GetProperty("base_uri").GetString()!);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or UriFormatException)
        {
            throw Failed($"The sandbox said '{ready}' instead of its URL.", e);
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }

    private static string Quote(string argument) => $"\"{argument.Replace("\"", "\\\"")}\"";

    private static PhotaException Failed(string message, Exception? cause) => new(PhotaErrorKind.Service, message, cause)
    {
        IsFatal = true,
        Remedy = PhotaRemedy.InstallDotNet,
    };
}

using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Phota.Benchmarks.Measuring;

/// <summary>What the numbers were measured on.</summary>
internal static class Machine
{
    public static IReadOnlyList<(string What, string Value)> Describe() =>
    [
        ("cores", $"{Environment.ProcessorCount}"),
        ("memory", FormattableString.Invariant($"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1073741824.0:0} GB")),
        ("operating system", $"{System()}, {RuntimeInformation.ProcessArchitecture}"),
        (".NET (harness, server, bare loop)", $"{Environment.Version}"),
        ("PowerShell", Ask(PowerShell.Command("-Command", "\"PowerShell $($PSVersionTable.PSVersion)\""))),
        ("curl", string.Join(' ', Ask(["curl", "--version"]).Split(' ').Take(2))),
    ];

    /// <summary>The commit of the checkout, with a mark where files differ from it.</summary>
    public static string Commit() => Ask(["git", "-C", Repository.Root, "describe", "--always", "--dirty", "--exclude=*"]);

    private static string System() =>
        File.ReadLines("/etc/os-release").First(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal)).Split('"')[1];

    private static string Ask(string[] command)
    {
        using Process process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true })!;
        string line = process.StandardOutput.ReadLine() ?? "";
        process.WaitForExit();
        return line;
    }
}

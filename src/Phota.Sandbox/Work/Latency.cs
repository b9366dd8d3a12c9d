using System.Security.Cryptography;
using System.Text;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Work;

internal static class Latency
{
    // Seconds at evenly spread shares of the requests, after the contract's section 7.
    private static readonly double[] s_measured = [37.1, 42, 46, 50, 53, 54.2, 57, 61, 66, 73.9, 95.4];

    /// <summary>The same for the same request id, hence for the same seed.</summary>
    public static TimeSpan Of(Switches switches, string requestId)
    {
        TimeSpan fixedPart = switches.Milliseconds(SwitchTable.LatencyMilliseconds);
        if (switches[SwitchTable.Latency] != "realistic")
            return fixedPart;

        double at = SHA256.HashData(Encoding.ASCII.GetBytes(requestId))[0] / 255.0 * (s_measured.Length - 1);
        int below = Math.Min((int)at, s_measured.Length - 2);
        double seconds = s_measured[below] + ((at - below) * (s_measured[below + 1] - s_measured[below]));
        return fixedPart + TimeSpan.FromSeconds(seconds);
    }
}

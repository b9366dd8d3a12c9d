using System.Collections.Concurrent;

namespace Phota;

/// <summary>The gates of this process, one an account: runspaces and clients with the same key share it.</summary>
internal static class AccountGates
{
    private static readonly ConcurrentDictionary<Uri, List<(ApiKey Key, RateGate Gate)>> s_gates = new();

    public static RateGate For(Uri baseUri, ApiKey key)
    {
        List<(ApiKey Key, RateGate Gate)> gates = s_gates.GetOrAdd(baseUri, _ => []);
        lock (gates)
        {
            foreach ((ApiKey known, RateGate gate) in gates)
            {
                if (known.Matches(key)) return gate;
            }

            gates.Add((key, new RateGate()));
            return gates[^1].Gate;
        }
    }
}

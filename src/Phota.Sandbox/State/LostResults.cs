using System.Collections.Concurrent;

namespace Phota.Sandbox.State;

/// <summary>Requests that were charged and whose answer a fault destroyed: sending one again pays twice.</summary>
internal sealed class LostResults
{
    private readonly ConcurrentDictionary<string, string> _requestIds = new();

    public void Add(string fingerprint, string requestId) => _requestIds[fingerprint] = requestId;

    /// <summary>The request that was charged before, once; or <c>null</c>.</summary>
    public string? Take(Func<string> fingerprint) =>
        !_requestIds.IsEmpty && _requestIds.TryRemove(fingerprint(), out string? requestId) ? requestId : null;
}

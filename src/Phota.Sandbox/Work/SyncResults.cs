using System.Collections.Concurrent;
using Phota.Sandbox.Contract;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Work;

/// <summary>Results by <c>client_request_id</c>, for the reading that it counts without <c>async</c> too.</summary>
internal sealed class SyncResults(Switches switches)
{
    private readonly ConcurrentDictionary<string, StudioResult> _results = new();

    public StudioResult? Find(StudioRequest request) =>
        request.ClientRequestId is { } id ? _results.GetValueOrDefault(id) : null;

    public void Keep(StudioRequest request, StudioResult result)
    {
        if (request.ClientRequestId is { } id && switches[SwitchTable.ClientRequestIdOnSync] == "original")
            _results[id] = result;
    }
}

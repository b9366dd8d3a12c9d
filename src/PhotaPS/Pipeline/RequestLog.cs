using System.Collections.Concurrent;
using System.Management.Automation;

namespace PhotaPS;

/// <summary>Hears of requests on any thread, and tells of each in one verbose line on the pipeline's.</summary>
internal sealed class RequestLog(Cmdlet cmdlet)
{
    private readonly ConcurrentQueue<FinishedRequest> _finished = new();

    public void Add(FinishedRequest request) => _finished.Enqueue(request);

    /// <summary>Writes what has been heard of; only on the pipeline's thread.</summary>
    public void Write()
    {
        while (_finished.TryDequeue(out FinishedRequest? request)) cmdlet.WriteVerbose(Line(request));
    }

    private static string Line(FinishedRequest request)
    {
        string subject = request.Subject is null ? "" : $" {request.Subject}";
        string answer = request.Status is null ? "no answer" : $"HTTP {request.Status}";
        string id = request.RequestId is null ? "" : $", request id {request.RequestId}";
        return FormattableString.Invariant($"{request.Method} {request.Operation}{subject}: {answer} in {request.Duration.TotalMilliseconds:0} ms{id}");
    }
}

using System.Diagnostics;

namespace Phota;

/// <summary>Goes along with one request, and tells of it when it is over.</summary>
internal sealed class RequestWatch(Action<FinishedRequest>? onRequest, HttpMethod method, string operation, string? subject) : IDisposable
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int? _status;
    private string? _requestId;

    public void Answered(HttpResponseMessage response)
    {
        _status = (int)response.StatusCode;
        _requestId = ErrorReader.RequestId(response);
    }

    public void Dispose() => onRequest?.Invoke(
        new(method.Method, operation, subject is null ? null : ServiceText.Clean(ShownSource.Of(subject)), _status, _clock.Elapsed, _requestId));
}

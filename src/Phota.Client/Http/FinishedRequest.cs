namespace Phota;

/// <summary>One request that is over, successful or not: an attempt at a call of the service, or at a download.</summary>
/// <param name="Method">GET, POST or DELETE.</param>
/// <param name="Operation">What was asked for: <c>enhance</c>, <c>jobs/{id}</c>, <c>profiles/ids</c>, or <c>download</c>.</param>
/// <param name="Subject">The photo that went in, or the file that comes of a download; null where there is neither. Never a signature.</param>
/// <param name="Status">The HTTP status of the answer; null when none came.</param>
/// <param name="Duration">From when it was begun until its answer was read or given up.</param>
/// <param name="RequestId">The service's id of it, where the answer has one.</param>
public sealed record FinishedRequest(
    string Method, string Operation, string? Subject, int? Status, TimeSpan Duration, string? RequestId);

using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Phota.Sandbox.Http;

internal static class ApiPaths
{
    public const string Root = "/v1/phota";
    public const string AddProfile = Root + "/profiles/add";
    public const string ListProfiles = Root + "/profiles/ids";

    public static bool IsOperation(string method, string path) =>
        HttpMethods.IsPost(method) && Operation.All.Any(operation => operation.Path == path);
}

/// <summary>One request on its way through the sandbox, with the state that it began with.</summary>
internal sealed class RequestContext
{
    private readonly bool _isOperation;
    private readonly Lock _lock = new();
    private string? _fingerprint;

    public RequestContext(HttpContext http, SandboxState state)
    {
        Http = http;
        State = state;
        RequestId = state.Ids.NextRequest();
        Path = http.Request.Path.Value ?? "/";
        _isOperation = ApiPaths.IsOperation(http.Request.Method, Path);
        (Log, Ordinal) = state.Log.Begin(http.Request, RequestId, _isOperation);
    }

    public HttpContext Http { get; }
    public SandboxState State { get; }
    public string RequestId { get; }
    public string Path { get; }
    public DateTimeOffset ArrivedAt { get; } = DateTimeOffset.UtcNow;
    public LoggedRequest Log { get; }

    /// <summary>How many operations were under way when this one came, itself included; 0 for other requests.</summary>
    public int Ordinal { get; }

    public RequestBody Body { get; private set; } = RequestBody.Empty;
    public FaultAction Fault { get; private set; } = FaultAction.None;
    public string? Key => Http.Request.Headers.TryGetValue("X-API-Key", out var key) ? key.ToString() : null;

    /// <summary>A result was made and paid for, and is lost if this response is.</summary>
    public bool IsCharged { get; set; }

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>The same for the same request.</summary>
    public string Fingerprint => _fingerprint ??= Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{Log.Method} {Path}{Log.Query}\n{Log.Body?.ToJsonString(Json.Options)}")));

    public static RequestContext Of(HttpContext http) => http.Features.GetRequiredFeature<RequestContext>();
    public static ValueTask<RequestContext?> BindAsync(HttpContext http) => new(Of(http));

    public void Apply(FaultAction fault)
    {
        if (fault == FaultAction.None)
            return;
        Fault = fault;
        Log.Fault = fault.Kind;
        Http.Response.Body = fault.Wrap(Http.Response.Body, this);
    }

    public async Task ReadBodyAsync()
    {
        Body = await RequestBody.ReadAsync(Http.Request, Aborted);
        Log.Body = Body.Json;
        State.Events.Raise(RequestEvents.Received, Path);
    }

    public void AddVerdict(string rule, string detail) => State.Verdicts.Add(rule, detail, RequestId, Path);

    /// <summary>A fault closes the connection hard; the client sees a reset.</summary>
    public IResult Reset()
    {
        End(Outcomes.Reset);
        Socket socket = Http.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
        socket.Close(0);
        Http.Abort();
        return Results.Empty;
    }

    /// <summary>A fault ends the body before its announced length; the client sees the end of the connection.</summary>
    public void Truncate() => End(Outcomes.Truncated);
    public void Abort() => End(Outcomes.Aborted);

    public void Complete()
    {
        if (Log.Outcome == Outcomes.UnderWay)
            Log.Status = Http.Response.StatusCode;
        End(Aborted.IsCancellationRequested ? Outcomes.Aborted : Outcomes.Completed);
    }

    /// <summary>The last bytes of a response that counted as completed could not be sent.</summary>
    public void MarkUndelivered()
    {
        End(Outcomes.Aborted);
        if (Log.Outcome == Outcomes.Completed)
            Log.Outcome = Outcomes.Aborted;
    }

    // The first outcome counts.
    private void End(string outcome)
    {
        lock (_lock)
        {
            if (Log.Outcome != Outcomes.UnderWay)
                return;
            Log.Outcome = outcome;
        }

        if (IsCharged && outcome is Outcomes.Reset or Outcomes.Truncated)
            State.Lost.Add(Fingerprint, RequestId);
        State.Log.End(Log, _isOperation);
        State.Events.Raise(RequestEvents.Finished, Path);
    }
}

using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Phota.Sandbox.Faults;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Http;

/// <summary>One request on its way through the sandbox, in the world that it began in.</summary>
internal sealed class Exchange
{
    private readonly bool _isOperation;
    private readonly Lock _lock = new();
    private string? _fingerprint;

    public Exchange(HttpContext http, World world)
    {
        Http = http;
        World = world;
        RequestId = world.Ids.NextRequest();
        Path = http.Request.Path.Value ?? "/";
        _isOperation = StudioPaths.IsOperation(http.Request.Method, Path);
        (Log, Ordinal) = world.Log.Begin(http.Request, RequestId, _isOperation);
    }

    public HttpContext Http { get; }

    public World World { get; }

    public string RequestId { get; }

    public string Path { get; }

    public DateTimeOffset Arrived { get; } = DateTimeOffset.UtcNow;

    public LoggedRequest Log { get; }

    /// <summary>How many operations were under way when this one came, itself included; 0 if it is none.</summary>
    public int Ordinal { get; }

    public RequestBody Body { get; private set; } = RequestBody.None;

    public FaultAction Fault { get; private set; } = FaultAction.None;

    public string? Key => Http.Request.Headers.TryGetValue("X-API-Key", out var key) ? key.ToString() : null;

    /// <summary>A result was made and paid for, and is lost if this answer is.</summary>
    public bool IsCharged { get; set; }

    public CancellationToken Gone => Http.RequestAborted;

    /// <summary>The same for the same request.</summary>
    public string Fingerprint => _fingerprint ??= Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes($"{Log.Method} {Path}{Log.Query}\n{Log.Body?.ToJsonString(Json.Options)}")));

    public static Exchange Of(HttpContext http) => http.Features.GetRequired<Exchange>();

    public static ValueTask<Exchange?> BindAsync(HttpContext http) => new(Of(http));

    public void Strike(FaultAction fault)
    {
        if (fault == FaultAction.None)
            return;
        Fault = fault;
        Log.Fault = fault.Kind;
        Http.Response.Body = fault.Shape(Http.Response.Body, this);
    }

    public async Task ReadBodyAsync()
    {
        Body = await RequestBody.ReadAsync(Http.Request, Gone);
        Log.Body = Body.Json;
        World.Signals.Raise(Signals.Received, Path);
    }

    public void Judge(string rule, string detail) => World.Verdicts.Add(rule, detail, RequestId, Path);

    /// <summary>A fault ends the connection hard; the client sees a reset.</summary>
    public IResult Reset()
    {
        End(Outcomes.Reset);
        Socket.Close(0);
        Http.Abort();
        return Results.Empty;
    }

    /// <summary>A fault ends the body before its announced length; the client sees the connection's end.</summary>
    public void CutOff() => End(Outcomes.Truncated);

    public void Complete()
    {
        if (Log.Outcome == Outcomes.UnderWay)
            Log.Status = Http.Response.StatusCode;
        End(Gone.IsCancellationRequested ? Outcomes.Aborted : Outcomes.Completed);
    }

    /// <summary>The first outcome counts.</summary>
    public void End(string outcome)
    {
        lock (_lock)
        {
            if (Log.Outcome != Outcomes.UnderWay)
                return;
            Log.Outcome = outcome;
        }

        if (IsCharged && outcome is Outcomes.Reset or Outcomes.Truncated)
            World.Lost.Add(Fingerprint, RequestId);
        World.Log.End(Log, _isOperation);
        World.Signals.Raise(Signals.Finished, Path);
    }

    /// <summary>The last bytes of an answer that counted as completed could not be sent.</summary>
    public void Undeliverable()
    {
        End(Outcomes.Aborted);
        if (Log.Outcome == Outcomes.Completed)
            Log.Outcome = Outcomes.Aborted;
    }

    private Socket Socket => Http.Features.GetRequired<IConnectionSocketFeature>().Socket;
}

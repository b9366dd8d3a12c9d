namespace Phota.Tests.Live.Matrix;

/// <summary>The part of the matrix with the calls that make no image: of profiles, and the one for the secret.</summary>
internal static partial class FaultRows
{
    public const string OtherTitle = "Profiles and the secret";

    private const string Free = "done · 1 sent · 0 paid";
    private const string FreeAgain = "done · 2 sent · 0 paid";

    public static IReadOnlyList<FaultRow> Others { get; } =
    [
        None("400", Respond(400), "Validation"),
        None("401", Respond(401), "Authentication"),
        None("402", Respond(402), "InsufficientCredit"),
        None("403", Respond(403), "Authentication"),
        None("404", Respond(404), "NotFound"),
        None("422, FastAPI's list", Respond(422), "Validation"),
        None("302 to another host", """{"kind":"respond","status":302,"headers":{"Location":"{elsewhere}/image"}}""", "Response"),
        Later("429, Retry-After in seconds", """{"kind":"respond","status":429,"retry_after_seconds":1}"""),
        Later("429, Retry-After as a date", """{"kind":"respond","status":429,"retry_after_date_seconds":2}"""),
        Later("429, no Retry-After", Respond(429)),
        Later("503, Retry-After", """{"kind":"respond","status":503,"retry_after_seconds":1}"""),
        Unsure("408", Respond(408), "Timeout"),
        .. from status in new[] { 500, 502, 503, 504 }
           from body in new[] { ("JSON", null), ("HTML", Html), ("empty", "") }
           select Unsure($"{status}, {body.Item1} body", Respond(status, body.Item2), status == 504 ? "Timeout" : "Service"),
        new("500, always", Respond(500)) { Stage = Stage.Call, Times = -1, Train = "Service · 1 sent · 0 paid", Free = "Service · 5 sent · 0 paid" },
        Away("unknown host name", "https://phota.invalid"),
        Away("connection refused", FaultRow.Closed),
        Away("self-signed certificate", FaultRow.SelfSigned),
        Unsure("reset before the request is read", """{"kind":"reset","when":"before_read"}""", "Network"),
        Unsure("reset before it is done", """{"kind":"reset","when":"after_read"}""", "Network"),
        Lost("reset after it is done", """{"kind":"reset","when":"after_charge"}""", "Network") with { Delete = FreeAgain },
        Lost("reset within the answer", """{"kind":"reset","when":"mid_body","after_bytes":9}""", "Network"),
        Stall("stall before the answer", """{"kind":"hold","when":"before_response"}""") with { Delete = "Timeout · 1 sent · 0 paid" },
        Stall("stall within the answer", """{"kind":"hold","when":"mid_body","after_bytes":9}"""),
        Lost("answer cut short", """{"kind":"truncate","after_bytes":9}""", "Network"),
        Lost("Content-Length too long", """{"kind":"replace","body":"{}","declared_length":90}""", "Network"),
        Lost("Content-Length too short", """{"kind":"replace","body":"{\"profile_id\":\"a\"}","declared_length":9}""", "Response"),
        new("compressed, unasked", """{"kind":"gzip"}""") { Stage = Stage.Call, Train = "done · 1 sent · 1 paid", Free = Free },
        Unsure("broken compression", """{"kind":"respond","status":200,"headers":{"Content-Encoding":"gzip"},"body":"It says that it is compressed, but it is not."}""", "Network") with { Delete = Free },
        Lost("HTML with status 200", Replace(Html, "text/html"), "Response"),
        Lost("empty body", Replace(""), "Response"),
        Lost("broken JSON", Replace("{\"profiles\":["), "Response"),
        Lost("JSON of another form", Replace("[1]"), "Response"),
    ];

    private static FaultRow None(string name, string action, string kind) =>
        new(name, action) { Stage = Stage.Call, Train = $"{kind} · 1 sent · 0 paid", Free = $"{kind} · 1 sent · 0 paid" };

    private static FaultRow Away(string name, string action) =>
        new(name, action) { Stage = Stage.Endpoint, Train = "Network · 0 sent · 0 paid", Free = "Network · 0 sent · 0 paid" };

    // Told to come back, whatever the call costs.
    private static FaultRow Later(string name, string action) =>
        new(name, action) { Stage = Stage.Call, Train = "done · 2 sent · 1 paid", Free = FreeAgain };

    private static FaultRow Unsure(string name, string action, string kind) =>
        new(name, action) { Stage = Stage.Call, Train = $"{kind} · 1 sent · 0 paid", Free = FreeAgain };

    // A deletion's answer is not read: that there is one says enough.
    private static FaultRow Lost(string name, string action, string kind) =>
        new(name, action) { Stage = Stage.Call, Train = $"{kind} · 1 sent · 1 paid", Ask = FreeAgain, Delete = Free, Image = FreeAgain };

    private static FaultRow Stall(string name, string action) =>
        new(name, action) { Stage = Stage.Call, Allowed = s_short, Train = "Timeout · 1 sent · 1 paid", Ask = "Timeout · 1 sent · 0 paid", Delete = Free, Image = "Timeout · 1 sent · 0 paid" };
}

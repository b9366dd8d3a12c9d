namespace Phota.Tests.Live.Matrix;

/// <summary>The fault matrix: what goes wrong, and what is expected then. <c>docs/reliability.md</c> shows the same table.</summary>
internal static partial class FaultRows
{
    private const string Fine = "2 images · 1 POST, 0 GET · 1 paid";
    private const string FineJob = "2 images · 1 POST, 3 GET · 1 paid";
    private const string Again = "2 images · 2 POST, 0 GET · 1 paid";
    private const string SentAgain = "2 images · 2 POST, 3 GET · 1 paid";
    private const string AskedAgain = "2 images · 1 POST, 4 GET · 1 paid";
    private const string Html = "<html><body>Bad gateway</body></html>";

    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<FaultRow> Refusals { get; } =
    [
        new("400, moderation", """{"kind":"moderation"}""") { Any = Refused("Moderation") },
        new("400, another rule", Respond(400)) { Any = Refused("Validation") },
        new("401", Respond(401)) { Any = Refused("Authentication") },
        new("402", """{"kind":"payment_required"}""") { Any = Refused("InsufficientCredit") },
        new("403", Respond(403)) { Any = Refused("Authentication") },
        new("404", Respond(404)) { Any = Refused("NotFound") },
        new("422, FastAPI's list", Respond(422)) { Any = Refused("Validation") },
        new("302 to another host", """{"kind":"respond","status":302,"headers":{"Location":"{elsewhere}/image"}}""") { Any = Refused("Response") },
        new("429, Retry-After in seconds", """{"kind":"respond","status":429,"retry_after_seconds":1}""") { Bytes = Again, Job = SentAgain },
        new("429, Retry-After as a date", """{"kind":"respond","status":429,"retry_after_date_seconds":2}""") { Bytes = Again, Job = SentAgain },
        new("429, no Retry-After", Respond(429)) { Bytes = Again, Job = SentAgain },
        new("429, Retry-After past the time allowed", """{"kind":"respond","status":429,"retry_after_seconds":3600}""") { Lasts = true, Any = Refused("RateLimited") },
        new("503, Retry-After", """{"kind":"respond","status":503,"retry_after_seconds":1}""") { Bytes = Again, Job = SentAgain },
        new("408", Respond(408)) { Bytes = Refused("Timeout"), Job = SentAgain },
        .. from status in new[] { 500, 502, 503, 504 }
           from body in new[] { ("JSON", null), ("HTML", Html), ("empty", "") }
           select new FaultRow($"{status}, {body.Item1} body", Respond(status, body.Item2))
           {
               Bytes = Refused(status == 504 ? "Timeout" : "Service"),
               Job = SentAgain,
           },
        new("500, always", Respond(500)) { Times = -1, Bytes = Refused("Service"), Job = "Service · 5 POST, 0 GET · 0 paid" },
    ];

    public static IReadOnlyList<FaultRow> Connections { get; } =
    [
        new("unknown host name", "https://phota.invalid") { Stage = Stage.Endpoint, Any = Unsent("Network") },
        new("connection refused", FaultRow.Closed) { Stage = Stage.Endpoint, Any = Unsent("Network") },
        new("self-signed certificate", FaultRow.SelfSigned) { Stage = Stage.Endpoint, Any = Unsent("Network") },
        new("reset before the request is read", """{"kind":"reset","when":"before_read"}""") { Bytes = Refused("Network"), Job = SentAgain },
        new("reset before the charge", """{"kind":"reset","when":"after_read"}""") { Bytes = Refused("Network"), Job = SentAgain },
        new("reset after the charge", """{"kind":"reset","when":"after_charge"}""") { Bytes = Lost("Network"), Job = SentAgain },
        new("reset after the charge, always", """{"kind":"reset","when":"after_charge"}""") { Times = -1, Bytes = Lost("Network"), Job = "Network · 5 POST, 0 GET · 1 paid" },
        new("reset within the answer", """{"kind":"reset","when":"mid_body","after_bytes":40}""") { Bytes = Lost("Network"), Job = SentAgain },
        new("stall before the answer", """{"kind":"hold","when":"before_response"}""") { Allowed = s_short, Any = Lost("Timeout") },
        new("stall within the answer", """{"kind":"hold","when":"mid_body","after_bytes":40}""") { Allowed = s_short, Any = Lost("Timeout") },
        new("answer cut short", """{"kind":"truncate","after_bytes":40}""") { Bytes = Lost("Network"), Job = SentAgain },
        new("Content-Length too long", """{"kind":"replace","body":"{}","declared_length":90}""") { Bytes = Lost("Network"), Job = SentAgain },
        new("Content-Length too short", """{"kind":"replace","body":"{\"images\":[]}","declared_length":9}""") { Bytes = Lost("Response"), Job = SentAgain },
    ];

    public static IReadOnlyList<FaultRow> Answers { get; } =
    [
        new("compressed, unasked", """{"kind":"gzip"}""") { Bytes = Fine, Job = FineJob },
        new("broken compression", """{"kind":"respond","status":200,"headers":{"Content-Encoding":"gzip"},"body":"It says that it is compressed, but it is not."}""") { Bytes = Refused("Network"), Job = SentAgain },
        new("HTML with status 200", Replace(Html, "text/html")) { Bytes = Lost("Response"), Job = SentAgain },
        new("empty body", Replace("")) { Bytes = Lost("Response"), Job = SentAgain },
        new("broken JSON", Replace("{\"images\":[")) { Bytes = Lost("Response"), Job = SentAgain },
        new("JSON of another form", Replace("[1]")) { Bytes = Lost("Response"), Job = SentAgain },
        new("broken base64", Replace("{\"images\":[\"!!!!\"]}")) { Bytes = Lost("Response"), Job = SentAgain },
        new("an image that is none", """{"kind":"image_bytes","body_base64":"bm90IGEgcGljdHVyZQ=="}""")
        {
            Bytes = Lost("Response"),
            Job = "Response, job kept · 1 POST, 3 GET · 1 paid",
        },
        new("no image", """{"kind":"images","count":0}""") { Bytes = Lost("Response"), Job = "Response · 1 POST, 1 GET · 1 paid" },
        new("fewer images than asked", """{"kind":"images","count":1}""")
        {
            Bytes = "1 image · 1 POST, 0 GET · 1 paid",
            Job = "1 image · 1 POST, 2 GET · 1 paid",
        },
        new("more images than asked", """{"kind":"images","count":3}""")
        {
            Bytes = "2 images · 1 POST, 0 GET · 1 paid",
            Job = FineJob,
        },
        new("URLs at another host, reached without the key", """{"kind":"foreign_url","url":"{elsewhere}/image"}""") { Bytes = Fine, Job = FineJob },
        new("URLs at a host that is not there", """{"kind":"foreign_url","url":"https://cdn.invalid/image"}""")
        {
            Bytes = Fine,
            Job = "Network, job kept · 1 POST, 1 GET · 1 paid",
        },
        new("URLs by http", """{"kind":"foreign_url","url":"http://cdn.example/image"}""")
        {
            Bytes = Fine,
            Job = "Response, job kept · 1 POST, 1 GET · 1 paid",
        },
    ];

    public static IReadOnlyList<FaultRow> Jobs { get; } =
    [
        new("a job that never ends", """{"kind":"job","final":"never"}""") { Allowed = s_short, AsksOnAndOn = true, Job = "Timeout, job kept · 1 POST, n GET · 0 paid" },
        new("an unknown state, then done", """{"kind":"job","states":["dreaming"]}""") { Job = AskedAgain },
        new("an unknown state for ever", """{"kind":"job","states":["dreaming"],"final":"never"}""") { Allowed = s_short, AsksOnAndOn = true, Job = "Timeout, job kept · 1 POST, n GET · 0 paid" },
        new("a job that fails", """{"kind":"job","final":"failed"}""") { Job = "Service · 1 POST, 1 GET · 0 paid" },
        new("a job that moderation ends", """{"kind":"job","final":"failed","code":"CONTENT_MODERATION","detail":"no"}""") { Job = "Moderation · 1 POST, 1 GET · 0 paid" },
        new("a job that is lost (404)", """{"kind":"job","final":"lost"}""") { Job = "NotFound · 1 POST, 1 GET · 1 paid" },
        Poll("401", Respond(401), "Authentication, job kept · 1 POST, 1 GET · 1 paid"),
        Poll("429, Retry-After", """{"kind":"respond","status":429,"retry_after_seconds":1}""", AskedAgain),
        Poll("500", Respond(500), AskedAgain),
        Poll("500, always", Respond(500), "Service, job kept · 1 POST, 5 GET · 1 paid") with { Times = -1 },
        Poll("503, HTML body", Respond(503, Html), AskedAgain),
        Poll("reset", """{"kind":"reset","when":"after_read"}""", AskedAgain),
        Poll("stall", """{"kind":"hold","when":"mid_body","after_bytes":20}""", "Timeout, job kept · 1 POST, 1 GET · 1 paid") with { Allowed = s_short },
        Poll("answer cut short", """{"kind":"truncate","after_bytes":20}""", AskedAgain),
        Poll("compressed, unasked", """{"kind":"gzip"}""", FineJob),
        Poll("HTML with status 200", Replace(Html, "text/html"), AskedAgain),
        Poll("broken JSON", Replace("{"), AskedAgain),
    ];

    public static IReadOnlyList<FaultRow> Downloads { get; } =
    [
        Download("expired URL", """{"kind":"expire"}""", "2 images · 1 POST, 5 GET · 1 paid"),
        Download("404", Respond(404), "2 images · 1 POST, 5 GET · 1 paid"),
        Download("429, Retry-After", """{"kind":"respond","status":429,"retry_after_seconds":1}""", "2 images · 1 POST, 4 GET · 1 paid"),
        Download("500", Respond(500), "2 images · 1 POST, 4 GET · 1 paid"),
        Download("500, always", Respond(500), "Service, job kept · 1 POST, 11 GET · 1 paid") with { Times = -1 },
        Download("503, HTML body", Respond(503, Html), "2 images · 1 POST, 4 GET · 1 paid"),
        Download("reset within the image", """{"kind":"reset","when":"mid_body","after_bytes":99}""", "2 images · 1 POST, 4 GET · 1 paid"),
        Download("stall within the image", """{"kind":"hold","when":"mid_body","after_bytes":99}""", "Timeout, 1 image kept, job kept · 1 POST, 3 GET · 1 paid") with { Allowed = s_short },
        Download("image cut short", """{"kind":"truncate","after_bytes":99}""", "2 images · 1 POST, 4 GET · 1 paid"),
        Download("image cut short, always", """{"kind":"truncate","after_bytes":99}""", "Network, job kept · 1 POST, 11 GET · 1 paid") with { Times = -1 },
        Download("Content-Length too long", """{"kind":"replace","body":"short","declared_length":90}""", "2 images · 1 POST, 5 GET · 1 paid"),
        Download("compressed, unasked", """{"kind":"gzip"}""", FineJob),
        Download("HTML with status 200", Replace(Html, "text/html"), "Response, 1 image kept, job kept · 1 POST, 3 GET · 1 paid"),
        Download("redirect to another host, followed without the key", Redirect("{elsewhere}/image"), "2 images · 1 POST, 4 GET · 1 paid"),
        Download("redirect down to http", Redirect("http://cdn.example/image"), "Response, 1 image kept, job kept · 1 POST, 3 GET · 1 paid"),
        Download("redirects in a circle", Redirect("{elsewhere}/round"), "Response, 1 image kept, job kept · 1 POST, 8 GET · 1 paid"),
    ];

    /// <summary>With the headings that they have on the page.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<FaultRow> Rows)> All { get; } =
    [
        ("The service refuses or fails", Refusals),
        ("The connection fails", Connections),
        ("The answer is not what it should be", Answers),
        ("The job", Jobs),
        ("The download", Downloads),
    ];

    public static FaultRow Find(string group, string name) => (group == OtherTitle ? Others : All.Single(part => part.Title == group).Rows).Single(row => row.Name == name);

    private static string Refused(string kind) => $"{kind} · 1 POST, 0 GET · 0 paid";

    private static string Unsent(string kind) => $"{kind} · 0 POST, 0 GET · 0 paid";

    private static string Lost(string kind) => $"{kind} · 1 POST, 0 GET · 1 paid";

    private static FaultRow Poll(string name, string action, string expected) =>
        new($"{name}, when asked after it", action) { Stage = Stage.Poll, Job = expected };

    private static FaultRow Download(string name, string action, string expected) => new(name, action) { Stage = Stage.Download, Job = expected };

    private static string Respond(int status, string? body = null) =>
        $$"""{"kind":"respond","status":{{status}},"content_type":"{{(body == Html ? "text/html" : "application/json")}}","body":{{Json(body)}}}""";

    private static string Replace(string body, string type = "application/json") => $$"""{"kind":"replace","content_type":"{{type}}","body":{{Json(body)}}}""";

    private static string Redirect(string to) => $$"""{"kind":"respond","status":302,"headers":{"Location":"{{to}}"},"body":""}""";

    private static string Json(string? text) => System.Text.Json.JsonSerializer.Serialize(text);
}

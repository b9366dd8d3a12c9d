using System.IO.Compression;
using System.Text.Json.Serialization;

namespace Phota.Sandbox.Faults;

/// <summary>What goes wrong. Each kind overrides the steps that it affects; a result ends the request there.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RespondFault), "respond")]
[JsonDerivedType(typeof(ModerationFault), "moderation")]
[JsonDerivedType(typeof(PaymentRequiredFault), "payment_required")]
[JsonDerivedType(typeof(ResetFault), "reset")]
[JsonDerivedType(typeof(HoldFault), "hold")]
[JsonDerivedType(typeof(DelayFault), "delay")]
[JsonDerivedType(typeof(SlowFault), "slow")]
[JsonDerivedType(typeof(TruncateFault), "truncate")]
[JsonDerivedType(typeof(ReplaceFault), "replace")]
[JsonDerivedType(typeof(GzipFault), "gzip")]
[JsonDerivedType(typeof(ImagesFault), "images")]
[JsonDerivedType(typeof(ImageBytesFault), "image_bytes")]
[JsonDerivedType(typeof(ExpireFault), "expire")]
[JsonDerivedType(typeof(ForeignUrlFault), "foreign_url")]
[JsonDerivedType(typeof(JobFault), "job")]
[JsonDerivedType(typeof(ProfileFault), "profile")]
internal abstract record FaultAction
{
    // When a fault that has a choice takes effect.
    protected const string BeforeRead = "before_read";
    protected const string AfterRead = "after_read";
    protected const string AfterCharge = "after_charge";
    protected const string BeforeResponse = "before_response";
    protected const string MidBody = "mid_body";

    private static readonly Dictionary<Type, string> s_kinds = typeof(FaultAction)
        .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
        .Cast<JsonDerivedTypeAttribute>()
        .ToDictionary(attribute => attribute.DerivedType, attribute => (string)attribute.TypeDiscriminator!);

    public static FaultAction None { get; } = new NoFault();

    [JsonIgnore]
    public string Kind => s_kinds.GetValueOrDefault(GetType(), "");

    [JsonIgnore]
    public virtual bool ExpiresDownload => false;

    /// <summary>Whether it could do anything to such a request; others pass and do not use it up.</summary>
    public virtual bool CanApplyTo(string method, string path) => true;

    /// <exception cref="ArgumentException">With the reason.</exception>
    public virtual void Validate()
    {
    }

    public virtual Task<IResult?> BeforeReadAsync(RequestContext request) => Task.FromResult<IResult?>(null);
    public virtual Task<IResult?> AfterReadAsync(RequestContext request) => Task.FromResult<IResult?>(null);

    /// <summary>The work is done and charged; <paramref name="result"/> would be the response.</summary>
    public virtual Task<IResult> BeforeResponseAsync(RequestContext request, IResult result) => Task.FromResult(result);
    public virtual Stream Wrap(Stream body, RequestContext request) => body;
    public virtual IReadOnlyList<OutputImage> Alter(IReadOnlyList<OutputImage> images) => images;
    public virtual string LinkTo(string url) => url;

    protected void Require(bool isValid, string rule)
    {
        if (!isValid)
            throw new ArgumentException($"{Kind}: {rule}.");
    }

    protected void RequireOneOf(string when, params string[] allowed) =>
        Require(allowed.Contains(when), $"'when' is one of {string.Join(", ", allowed)}");

    private sealed record NoFault : FaultAction;
}

/// <summary>Another response instead of the work; nothing is charged.</summary>
internal sealed record RespondFault(
    int Status, IReadOnlyDictionary<string, string>? Headers = null, string? ContentType = null, string? Body = null,
    double? RetryAfterSeconds = null, double? RetryAfterDateSeconds = null) : FaultAction
{
    public override void Validate() => Require(Status is >= 200 and <= 599, "'status' is an HTTP status from 200 to 599");

    public override Task<IResult?> AfterReadAsync(RequestContext request)
    {
        IHeaderDictionary headers = request.Http.Response.Headers;
        foreach ((string name, string value) in Headers ?? new Dictionary<string, string>())
            headers[name] = value;
        if (RetryAfterSeconds is double seconds)
            headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (RetryAfterDateSeconds is double later)
            headers.RetryAfter = DateTimeOffset.UtcNow.AddSeconds(later).ToString("R");

        return Task.FromResult<IResult?>(Body is null
            ? new ErrorResponse(ApiError.Of(Status))
            : new BufferedResponse(Status, ContentType ?? "application/json", Encoding.UTF8.GetBytes(Body)));
    }
}

internal sealed record ModerationFault : FaultAction
{
    public override Task<IResult?> AfterReadAsync(RequestContext request) => Task.FromResult<IResult?>(new ErrorResponse(ApiError.Moderation));
}

internal sealed record PaymentRequiredFault : FaultAction
{
    public override Task<IResult?> AfterReadAsync(RequestContext request) => Task.FromResult<IResult?>(new ErrorResponse(ApiError.Of(402)));
}

internal sealed record ResetFault(string When = "after_read", long AfterBytes = 0) : FaultAction
{
    public override void Validate()
    {
        RequireOneOf(When, BeforeRead, AfterRead, AfterCharge, MidBody);
        Require(AfterBytes >= 0, "'after_bytes' is 0 or more");
    }

    public override Task<IResult?> BeforeReadAsync(RequestContext request) =>
        Task.FromResult(When == BeforeRead ? request.Reset() : null);

    public override Task<IResult?> AfterReadAsync(RequestContext request) =>
        Task.FromResult(When == AfterRead ? request.Reset() : null);

    public override Task<IResult> BeforeResponseAsync(RequestContext request, IResult result) =>
        Task.FromResult(When == AfterCharge ? request.Reset() : result);

    public override Stream Wrap(Stream body, RequestContext request) => When != MidBody ? body : new BreakingStream(body, AfterBytes, _ =>
    {
        request.Reset();
        throw new IOException("The connection was reset by a fault.");
    });
}

/// <summary>Waits until all held requests are released, or the client disconnects.</summary>
internal sealed record HoldFault(string When = "before_response", long AfterBytes = 0) : FaultAction
{
    public override void Validate()
    {
        RequireOneOf(When, BeforeRead, BeforeResponse, MidBody);
        Require(AfterBytes >= 0, "'after_bytes' is 0 or more");
    }

    public override async Task<IResult?> BeforeReadAsync(RequestContext request)
    {
        if (When == BeforeRead)
            await HoldAsync(request, request.Aborted);
        return null;
    }

    public override async Task<IResult> BeforeResponseAsync(RequestContext request, IResult result)
    {
        if (When == BeforeResponse)
            await HoldAsync(request, request.Aborted);
        return result;
    }

    public override Stream Wrap(Stream body, RequestContext request) =>
        When != MidBody ? body : new BreakingStream(body, AfterBytes, cancel => HoldAsync(request, cancel));

    private static async Task HoldAsync(RequestContext request, CancellationToken cancel)
    {
        Task released = request.State.Holds.Released;
        request.State.Events.Raise(RequestEvents.Held, request.Path);
        await released.WaitAsync(cancel);
    }
}

/// <summary>A late response, in real time.</summary>
internal sealed record DelayFault(double Ms) : FaultAction
{
    public override void Validate() => Require(Ms is >= 0 and <= int.MaxValue, "'ms' is 0 or more");

    public override async Task<IResult> BeforeResponseAsync(RequestContext request, IResult result)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(Ms), request.Aborted);
        return result;
    }
}

/// <summary>A slow body, in real time.</summary>
internal sealed record SlowFault(double BytesPerSecond) : FaultAction
{
    public override void Validate() => Require(BytesPerSecond > 0, "'bytes_per_second' is more than 0");
    public override Stream Wrap(Stream body, RequestContext request) => new SlowStream(body, BytesPerSecond);
}

/// <summary>The body ends early, though <c>Content-Length</c> announced all of it.</summary>
internal sealed record TruncateFault(long AfterBytes = 0) : FaultAction
{
    public override void Validate() => Require(AfterBytes >= 0, "'after_bytes' is 0 or more");

    public override Stream Wrap(Stream body, RequestContext request) => new BreakingStream(body, AfterBytes, _ =>
    {
        request.Truncate();
        throw new IOException("The body was truncated by a fault.");
    });
}

/// <summary>The work is done and charged, and then another body is sent.</summary>
internal sealed record ReplaceFault(
    string? Body = null, string? BodyBase64 = null, string ContentType = "application/json", int Status = StatusCodes.Status200OK,
    long? DeclaredLength = null, bool Gzip = false) : FaultAction
{
    public override void Validate()
    {
        Require(Body is null || BodyBase64 is null, "'body' or 'body_base64', not both");
        Require(DeclaredLength is null or >= 0, "'declared_length' is 0 or more");
        Require(DeclaredLength is null || !Gzip, "'declared_length' or 'gzip', not both");
        Require(BodyBase64 is null || System.Buffers.Text.Base64.IsValid(BodyBase64), "'body_base64' is not base64");
    }

    public override Task<IResult> BeforeResponseAsync(RequestContext request, IResult result)
    {
        byte[] bytes = BodyBase64 is null ? Encoding.UTF8.GetBytes(Body ?? "") : Convert.FromBase64String(BodyBase64);
        var replacement = new BufferedResponse(Status, ContentType, bytes) { DeclaredLength = DeclaredLength };
        return Task.FromResult<IResult>(Gzip ? new CompressedResponse(replacement) : replacement);
    }
}

/// <summary>The right response, compressed though the client did not ask for that.</summary>
internal sealed record GzipFault : FaultAction
{
    public override Task<IResult> BeforeResponseAsync(RequestContext request, IResult result) =>
        Task.FromResult<IResult>(new CompressedResponse(result));
}

internal sealed class CompressedResponse(IResult response) : IResult
{
    public async Task ExecuteAsync(HttpContext http)
    {
        Stream body = http.Response.Body;
        using var compressed = new MemoryStream();
        await using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            http.Response.Body = gzip;
            await response.ExecuteAsync(http);
            http.Response.Body = body;
        }

        http.Response.Headers.ContentEncoding = "gzip";
        http.Response.ContentLength = compressed.Length;
        await body.WriteAsync(compressed.GetBuffer().AsMemory(0, (int)compressed.Length), http.RequestAborted);
    }
}

/// <summary>A fault in the result of an operation.</summary>
internal abstract record OperationFault : FaultAction
{
    public override bool CanApplyTo(string method, string path) => ApiPaths.IsOperation(method, path);
}

/// <summary>Charged as asked, answered with another number of images.</summary>
internal sealed record ImagesFault(int Count) : OperationFault
{
    public override void Validate() => Require(Count >= 0, "'count' is 0 or more");

    public override IReadOnlyList<OutputImage> Alter(IReadOnlyList<OutputImage> images) =>
        [.. Enumerable.Range(0, Count).Select(i => images[i % images.Count])];
}

/// <summary>Every image has these bytes.</summary>
internal sealed record ImageBytesFault(string BodyBase64) : OperationFault
{
    public override void Validate() => Require(System.Buffers.Text.Base64.IsValid(BodyBase64), "'body_base64' is not base64");

    public override IReadOnlyList<OutputImage> Alter(IReadOnlyList<OutputImage> images)
    {
        byte[] bytes = Convert.FromBase64String(BodyBase64);
        return [.. images.Select(image => image with { Encoded = bytes, Comment = [], CommentAt = 0 })];
    }
}

/// <summary>A download URL answers as expired.</summary>
internal sealed record ExpireFault : FaultAction
{
    public override bool ExpiresDownload => true;
    public override bool CanApplyTo(string method, string path) => path.StartsWith(FileStore.Prefix, StringComparison.Ordinal);
}

/// <summary>The download URLs of a result point to another host.</summary>
internal sealed record ForeignUrlFault(string Url) : OperationFault
{
    public override string LinkTo(string url) => Url;
}

/// <summary>An accepted job shows these states, one a poll, before its end.</summary>
internal sealed record JobFault(
    IReadOnlyList<string>? States = null, string Final = JobFault.Succeeded, string Code = "INTERNAL_ERROR", string Detail = "The job failed.")
    : OperationFault
{
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Never = "never";
    public const string Lost = "lost";

    public override void Validate() =>
        Require(Final is Succeeded or Failed or Never or Lost, "'final' is one of succeeded, failed, never, lost");
}

/// <summary>An accepted profile shows these states, one a poll, before its last.</summary>
internal sealed record ProfileFault(
    IReadOnlyList<string>? States = null, string Final = "ERROR", string? Message = null) : FaultAction
{
    public override bool CanApplyTo(string method, string path) => path == ApiPaths.AddProfile;
}

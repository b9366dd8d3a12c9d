using System.Net;

namespace Phota.Sandbox.Http;

/// <summary>A response whose whole body is at hand.</summary>
internal sealed record BufferedResponse(int Status, string? ContentType, ReadOnlyMemory<byte> Body) : IResult
{
    private const int ChunkBytes = 64 * 1024;

    /// <summary>A fault's false length; a longer one than the body ends the connection early.</summary>
    public long? DeclaredLength { get; init; }

    public static BufferedResponse Ok(object value) => Of(StatusCodes.Status200OK, value);
    public static BufferedResponse Of(int status, object value) => new(status, "application/json", Json.Utf8(value));

    /// <summary>An error of the sandbox's own control interface.</summary>
    public static BufferedResponse ControlError(int status, string message) => Of(status, new { Error = message });

    public async Task ExecuteAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = DeclaredLength ?? Body.Length;
        if (HttpMethods.IsHead(http.Request.Method))
            return;

        // In chunks, so that the log counts what was sent and not what would be.
        int length = (int)Math.Min(http.Response.ContentLength.Value, Body.Length);
        for (int at = 0; at < length; at += ChunkBytes)
            await http.Response.Body.WriteAsync(Body.Slice(at, Math.Min(ChunkBytes, length - at)), http.RequestAborted);
        if (length < DeclaredLength)
        {
            await http.Response.Body.FlushAsync(http.RequestAborted);
            RequestContext.Of(http).Truncate();
        }
    }
}

/// <summary>An error as the contract's section 2.11 lists it.</summary>
internal sealed record ApiError(int Status, string Code, string Detail)
{
    private static readonly Dictionary<int, (string Code, string Detail)> s_known = new()
    {
        [400] = ("BAD_REQUEST", "The request is invalid."),
        [401] = ("UNAUTHORIZED", "Missing or invalid API key in the X-API-Key header."),
        [402] = ("INSUFFICIENT_CREDIT", "The prepaid credit is too low for this request."),
        [403] = ("FORBIDDEN", "Not authenticated"),
        [404] = ("NOT_FOUND", "The resource was not found."),
        [409] = ("CONFLICT", "The request conflicts with an earlier one."),
        [413] = ("PAYLOAD_TOO_LARGE", "The request body is too large."),
        [429] = ("RATE_LIMITED", "Too many requests."),
        [500] = ("INTERNAL_ERROR", "Something went wrong on our side."),
        [503] = ("SERVICE_UNAVAILABLE", "The service is temporarily unavailable."),
        [504] = ("TIMEOUT", "The request took too long; nothing was charged."),
    };

    public static ApiError Moderation { get; } = new(400, "CONTENT_MODERATION", "The request was blocked by content moderation.");

    public static ApiError Of(int status, string? detail = null)
    {
        (string code, string text) = s_known.GetValueOrDefault(status, ($"STATUS_{status}", "The sandbox was told to answer so."));
        return new ApiError(status, code, detail ?? text);
    }
}

/// <summary>An error in the body form that the switches ask for.</summary>
internal sealed class ErrorResponse(ApiError error) : IResult
{
    public Task ExecuteAsync(HttpContext http)
    {
        var context = RequestContext.Of(http);
        IResult response = error.Status switch
        {
            // These come from the framework, which has its own bodies.
            422 => new ValidationErrorResponse([new("value_error", ["body"], error.Detail)]),
            401 or 403 => ValidationErrorResponse.Framework(error.Status, error.Detail, context),
            _ => Compose(context.State.Switches["error_body"], context.RequestId),
        };
        return response.ExecuteAsync(http);
    }

    private BufferedResponse Compose(string form, string requestId)
    {
        return form switch
        {
            "text" => new(error.Status, "text/plain", Encoding.UTF8.GetBytes(error.Detail)),
            "html" => new(error.Status, "text/html", Encoding.UTF8.GetBytes(
                $"<html><head><title>{error.Status}</title></head><body>{WebUtility.HtmlEncode(error.Detail)}</body></html>")),
            "empty" => new(error.Status, null, default),
            "type" => Json(new { Type = error.Code, error.Detail, RequestId = requestId }),
            "nested" => Json(new { Error = new { Type = error.Code, Message = error.Detail }, RequestId = requestId }),
            "fastapi" => Json(new { error.Detail }),
            _ => Json(new { error.Code, error.Detail, RequestId = requestId }),
        };

        BufferedResponse Json(object body) => BufferedResponse.Of(error.Status, body);
    }
}

/// <summary>The 422 of FastAPI.</summary>
internal sealed class ValidationErrorResponse(IReadOnlyList<ValidationError> errors) : IResult
{
    public Task ExecuteAsync(HttpContext http) => Framework(422, errors, RequestContext.Of(http)).ExecuteAsync(http);

    public static BufferedResponse Framework(int status, object detail, RequestContext context) =>
        context.State.Switches["framework_error_request_id"] == "yes"
            ? BufferedResponse.Of(status, new { Detail = detail, context.RequestId })
            : BufferedResponse.Of(status, new { Detail = detail });
}

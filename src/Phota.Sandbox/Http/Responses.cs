using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Phota.Sandbox.Images;
using Phota.Sandbox.Rules;
using Phota.Sandbox.State;

namespace Phota.Sandbox.Http;

/// <summary>A response whose whole body is at hand.</summary>
internal sealed record BufferedResponse(int Status, string? ContentType, ReadOnlyMemory<byte> Body) : IResult
{
    public static BufferedResponse Ok(object value) => Of(StatusCodes.Status200OK, value);

    public static BufferedResponse Of(int status, object value) => new(status, "application/json", Json.Utf8(value));

    /// <summary>An error of the sandbox's own control interface.</summary>
    public static BufferedResponse ControlError(int status, string message) => Of(status, new { Error = message });

    public async Task ExecuteAsync(HttpContext http)
    {
        http.Response.StatusCode = Status;
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = Body.Length;
        if (!HttpMethods.IsHead(http.Request.Method) && Body.Length > 0)
            await http.Response.Body.WriteAsync(Body, http.RequestAborted);
    }
}

/// <summary>An error as the contract's section 2.11 lists it.</summary>
internal sealed record ApiError(int Status, string Code, string Detail)
{
    public static ApiError InvalidKey { get; } = new(401, "UNAUTHORIZED", "Missing or invalid API key in the X-API-Key header.");
    public static ApiError MissingKey { get; } = new(403, "FORBIDDEN", "Not authenticated");
    public static ApiError PaymentRequired { get; } = new(402, "INSUFFICIENT_CREDIT", "The prepaid credit is too low for this request.");
    public static ApiError Moderation { get; } = new(400, "CONTENT_MODERATION", "The request was blocked by content moderation.");

    public static ApiError BadRequest(string detail) => new(400, "BAD_REQUEST", detail);

    public static ApiError NotFound(string detail) => new(404, "NOT_FOUND", detail);

    public static ApiError Of(int status) => status switch
    {
        400 => BadRequest("The request is invalid."),
        401 => InvalidKey,
        402 => PaymentRequired,
        403 => MissingKey,
        404 => NotFound("The resource was not found."),
        413 => new(status, "PAYLOAD_TOO_LARGE", "The request body is too large."),
        429 => new(status, "RATE_LIMITED", "Too many requests."),
        500 => new(status, "INTERNAL_ERROR", "Something went wrong on our side."),
        503 => new(status, "SERVICE_UNAVAILABLE", "The service is temporarily unavailable."),
        504 => new(status, "TIMEOUT", "The request took too long; nothing was charged."),
        _ => Of(status, "The sandbox was told to answer so."),
    };

    /// <summary>An error whose status is a switch.</summary>
    public static ApiError Of(int status, string detail) => status switch
    {
        400 => BadRequest(detail),
        404 => NotFound(detail),
        409 => new(status, "CONFLICT", detail),
        _ => new(status, $"STATUS_{status}", detail),
    };
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
            _ => Compose(context.State.Switches[SwitchTable.ErrorBody], context.RequestId),
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
        context.State.Switches[SwitchTable.FrameworkErrorRequestId] == "yes"
            ? BufferedResponse.Of(status, new { Detail = detail, context.RequestId })
            : BufferedResponse.Of(status, new { Detail = detail });
}

/// <summary>A result with its images in it, encoded as base64 while it is sent; the length is known before.</summary>
internal sealed class ImagesResponse(JsonObject body, IReadOnlyList<OutputImage> images) : IResult
{
    private const int ChunkBytes = 48 * 1024;

    public async Task ExecuteAsync(HttpContext http)
    {
        string json = body.ToJsonString(Json.Options)[..^1];
        byte[] start = Encoding.UTF8.GetBytes(json + (json.Length > 1 ? "," : "") + "\"images\":[");
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength =
            start.Length + "]}".Length + Math.Max(0, images.Count - 1) + images.Sum(image => 2 + ((image.Length + 2) / 3 * 4));

        await WriteAsync(start);
        for (int i = 0; i < images.Count; i++)
        {
            await WriteAsync(i == 0 ? "\""u8.ToArray() : ",\""u8.ToArray());
            await WriteBase64Async(images[i].ToArray(), http);
            await WriteAsync("\""u8.ToArray());
        }

        await WriteAsync("]}"u8.ToArray());

        ValueTask WriteAsync(byte[] bytes) => http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private static async Task WriteBase64Async(ReadOnlyMemory<byte> image, HttpContext http)
    {
        byte[] text = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(ChunkBytes));
        try
        {
            for (; !image.IsEmpty; image = image[Math.Min(ChunkBytes, image.Length)..])
            {
                Base64.EncodeToUtf8(image[..Math.Min(ChunkBytes, image.Length)].Span, text, out _, out int written);
                await http.Response.Body.WriteAsync(text.AsMemory(0, written), http.RequestAborted);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }
}

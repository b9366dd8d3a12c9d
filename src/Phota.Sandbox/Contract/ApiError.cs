namespace Phota.Sandbox.Contract;

/// <summary>An error as the contract's section 2.11 lists it.</summary>
internal sealed record ApiError(int Status, string Code, string Detail)
{
    public static ApiError InvalidKey { get; } =
        new(401, "UNAUTHORIZED", "Missing or invalid API key in the X-API-Key header.");

    public static ApiError MissingKey { get; } = new(403, "FORBIDDEN", "Not authenticated");

    public static ApiError PaymentRequired { get; } =
        new(402, "INSUFFICIENT_CREDIT", "The prepaid credit is too low for this request.");

    public static ApiError Moderation { get; } =
        new(400, "CONTENT_MODERATION", "The request was blocked by content moderation.");

    /// <summary>401, 403 and 422 come from the framework, which has its own bodies.</summary>
    public bool IsFrameworks => Status is 401 or 403 or 422;

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

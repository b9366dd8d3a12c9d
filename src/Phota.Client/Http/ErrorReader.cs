using System.Text;

namespace Phota;

/// <summary>Makes an error of any answer that is not a success: JSON in every form of contract sec. 2.12, text, HTML or nothing.</summary>
internal static class ErrorReader
{
    public const string RequestIdHeader = "X-Request-Id";

    private const int MaxBytes = 64 * 1024;

    public static async Task<PhotaException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        byte[] body = await ReadHeadAsync(response, cancellationToken).ConfigureAwait(false);
        ErrorBody error = ErrorBody.Parse(body);
        if (error.Detail is null) error = error with { Detail = PlainText(body, response.Content.Headers.ContentType?.MediaType) };
        return Create((int)response.StatusCode, RequestId(response), error);
    }

    public static string? RequestId(HttpResponseMessage response) =>
        response.Headers.TryGetValues(RequestIdHeader, out IEnumerable<string>? values) ? ServiceText.Clean(values.FirstOrDefault()) : null;

    private static PhotaException Create(int status, string? requestId, ErrorBody error)
    {
        PhotaErrorKind kind = ErrorTable.Kind(status, error.Code);
        requestId ??= error.RequestId;
        string words = error.Detail ?? Standard(status);
        string id = requestId is null ? "" : $", request id {requestId}";
        return new PhotaException(kind, $"{words} (HTTP {status}{id})")
        {
            StatusCode = status,
            ServiceCode = error.Code,
            RequestId = requestId,
            IsFatal = ErrorTable.IsFatal(kind),
        };
    }

    private static async Task<byte[]> ReadHeadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        byte[] head = new byte[MaxBytes];
        int filled = 0;
        try
        {
            int read;
            while (filled < head.Length
                && (read = await stream.ReadAsync(head.AsMemory(filled), cancellationToken).ConfigureAwait(false)) > 0)
                filled += read;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
        {
            // The status has said what matters; a broken error text must not hide it.
        }

        return head.AsSpan(0, filled).ToArray();
    }

    private static string? PlainText(byte[] body, string? mediaType)
    {
        bool isText = mediaType is null or "text/plain";
        string text = isText ? Encoding.UTF8.GetString(body).Trim() : "";
        return text.Length == 0 || text[0] == '<' ? null : ServiceText.Clean(text);
    }

    private static string Standard(int status) => status switch
    {
        301 or 302 or 303 or 307 or 308 => "The service answered with a redirect, which is not followed because it would carry the key elsewhere",
        400 => "The service refused the request",
        401 => "The service refused the key",
        402 => "The prepaid credit is too low",
        403 => "The service got no key",
        404 => "The service knows no such thing",
        429 => "Too many requests",
        504 => "The request took longer than the service allows; since v0.7.0 such a request is refunded",
        >= 500 => "The service failed",
        _ => "The service gave an unexpected answer",
    };
}

/// <summary>Each status and service code of the contract (sec. 2.11 and 2.12), mapped to one kind of error.</summary>
internal static class ErrorTable
{
    private const string Moderation = "CONTENT_MODERATION";

    public static PhotaErrorKind Kind(int status, string? code) => status switch
    {
        _ when string.Equals(code, Moderation, StringComparison.OrdinalIgnoreCase) => PhotaErrorKind.Moderation,
        401 or 403 => PhotaErrorKind.Authentication,
        402 => PhotaErrorKind.InsufficientCredit,
        404 or 410 => PhotaErrorKind.NotFound,
        408 or 504 => PhotaErrorKind.Timeout,
        429 => PhotaErrorKind.RateLimited,
        >= 500 => PhotaErrorKind.Service,
        >= 400 => PhotaErrorKind.Validation,
        _ => PhotaErrorKind.Response,
    };

    public static bool IsFatal(PhotaErrorKind kind) =>
        kind is PhotaErrorKind.Authentication or PhotaErrorKind.InsufficientCredit;
}

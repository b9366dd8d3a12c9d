using System.Text;

namespace Phota;

/// <summary>Makes an error of any answer that is not a success: JSON in every form of contract sec. 2.12, text, HTML or nothing.</summary>
internal static class ErrorReader
{
    public const string RequestIdHeader = "X-Request-Id";

    private const int MostBytes = 64 * 1024;

    public static async Task<PhotaException> ReadAsync(HttpResponseMessage response, ApiKey? key, CancellationToken cancellationToken)
    {
        byte[] body = await ReadHeadAsync(response, cancellationToken).ConfigureAwait(false);
        ErrorBody error = ErrorBody.Parse(body);
        if (error.Detail is null) error = error with { Detail = PlainText(body, response.Content.Headers.ContentType?.MediaType) };
        return Create((int)response.StatusCode, RequestId(response), key is null ? error : error.Without(key));
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
        using Stream stream = await AnswerBody.OpenAsync(response, cancellationToken).ConfigureAwait(false);
        byte[] head = new byte[MostBytes];
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

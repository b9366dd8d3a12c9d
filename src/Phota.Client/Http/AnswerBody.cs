using System.IO.Compression;

namespace Phota;

/// <summary>Opens the body of an answer. We ask for no compression, but a proxy may not have read that.</summary>
internal static class AnswerBody
{
    public static async Task<Stream> OpenAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return IsCompressed(response) ? new GZipStream(body, CompressionMode.Decompress) : body;
    }

    /// <summary>How many bytes will come, where the answer says so.</summary>
    public static long? Length(HttpResponseMessage response) => IsCompressed(response) ? null : response.Content.Headers.ContentLength;

    private static bool IsCompressed(HttpResponseMessage response) =>
        response.Content.Headers.ContentEncoding.Contains("gzip", StringComparer.OrdinalIgnoreCase);
}

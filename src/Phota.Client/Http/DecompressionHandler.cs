using System.IO.Compression;

namespace Phota;

/// <summary>Unpacks an answer that is compressed. We ask for no compression, but a proxy may not have read that.</summary>
internal sealed class DecompressionHandler : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Decompress(await base.SendAsync(request, cancellationToken).ConfigureAwait(false));

    internal static HttpResponseMessage Decompress(HttpResponseMessage response)
    {
        if (!response.Content.Headers.ContentEncoding.Contains("gzip", StringComparer.OrdinalIgnoreCase)) return response;
        response.Content = new WrappedContent(response.Content, stream => new GZipStream(stream, CompressionMode.Decompress));
        response.Content.Headers.ContentEncoding.Clear();
        response.Content.Headers.ContentLength = null;
        return response;
    }
}

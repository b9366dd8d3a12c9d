namespace Phota;

/// <summary>Downloads images from their signed URLs to disk. It never sends the key, not even after a redirect.</summary>
public sealed class ImageDownloader
{
    private readonly Transport _transport;
    private readonly Uri _endpoint;

    /// <summary>Creates a downloader; nothing is sent yet.</summary>
    /// <param name="endpoint">The API's endpoint: URLs of this machine are opened only where it is on this machine too.</param>
    /// <param name="onRetry">Hears of every failed attempt that is about to be repeated; called from any thread.</param>
    /// <param name="onRequest">Hears of every attempt that is over; called from any thread.</param>
    public ImageDownloader(Uri endpoint, Action<PhotaException>? onRetry = null, Action<FinishedRequest>? onRequest = null)
        : this(endpoint, primaryHandler: null, TimeProvider.System, onRetry, onRequest)
    {
    }

    internal ImageDownloader(
        Uri endpoint, HttpMessageHandler? primaryHandler, TimeProvider time, Action<PhotaException>? onRetry, Action<FinishedRequest>? onRequest)
    {
        _endpoint = endpoint;
        _transport = new Transport(HttpPipeline.ForDownloads(primaryHandler, time, onRequest), url => Account.ForDownloads(url, time).Gate, time, onRetry);
    }

    /// <summary>Downloads one image; what breaks off is resumed where it broke, if the server can do that.</summary>
    /// <param name="image">An image with a URL.</param>
    /// <param name="target">Where to save it.</param>
    /// <param name="timeout">How long it may take, retries included.</param>
    /// <param name="cancellationToken">Stops the download; no partial file stays.</param>
    /// <returns>The same image with its path, size and hash.</returns>
    /// <exception cref="PhotaException">The image cannot be downloaded or written; it stays paid for and at its URL.</exception>
    public async Task<PhotaImage> SaveAsync(
        PhotaImage image, OutputTarget target, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        string path = target.PathFor(image.Index, image.Format);
        target.RequireFree(path);
        return await SaveAsync(image, target, path, timeout, cancellationToken).ConfigureAwait(false);
    }

    internal async Task<PhotaImage> SaveAsync(
        PhotaImage image, IImageStore store, string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (image.DownloadUri is not { } url)
            throw new PhotaException(PhotaErrorKind.NotFound, $"The result of '{image.Source}' has no URL to download it from.");
        if (!Endpoint.IsAllowed(url, _endpoint))
            throw new PhotaException(PhotaErrorKind.Response, $"The download URL {ShownSource.Of(url)} is not https or is of this machine, so it is not opened.");
        using ImageTransfer transfer = new(url, store, image.Index);
        return image.Saved((await _transport.SendAsync(transfer.ToCall(path), timeout, cancellationToken).ConfigureAwait(false)).Value);
    }
}

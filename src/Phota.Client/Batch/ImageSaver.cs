namespace Phota;

/// <summary>Downloads results of earlier operations into a destination, and records them in its ledger.</summary>
public sealed class ImageSaver
{
    private readonly OutputFolder _folder;
    private readonly Ledger _ledger;
    private readonly ImageDownloader _downloader;
    private readonly TimeSpan _timeout;

    /// <summary>Prepares to save results.</summary>
    /// <param name="endpoint">The API's endpoint: URLs of this machine are opened only where it is on this machine too.</param>
    /// <param name="folder">The destination.</param>
    /// <param name="ledger">Its ledger.</param>
    /// <param name="timeout">How long one download may take, retries included.</param>
    /// <param name="onRetry">Hears of every failed attempt that is about to be repeated; called from any thread.</param>
    /// <param name="onRequest">Hears of every attempt that is over; called from any thread.</param>
    public ImageSaver(Uri endpoint, OutputFolder folder, Ledger ledger, TimeSpan timeout, Action<PhotaException>? onRetry = null, Action<FinishedRequest>? onRequest = null)
    {
        _folder = folder;
        _ledger = ledger;
        _timeout = timeout;
        _downloader = new ImageDownloader(endpoint, null, TimeProvider.System, onRetry, onRequest);
    }

    /// <summary>What becomes of the photos' metadata.</summary>
    public MetadataMode MetadataMode { get; init; }

    /// <summary>Where a result goes.</summary>
    /// <param name="image">The result.</param>
    public string PathFor(PhotaImage image) => _folder.TargetFor(image).PathFor(image.Index, image.Format);

    /// <summary>Saves one result; one that is in the destination already is found there.</summary>
    /// <param name="image">A result with a URL, or one that is saved.</param>
    /// <param name="cancellationToken">Stops the download; no partial file stays.</param>
    /// <exception cref="PhotaException">The image cannot be fetched or written; it stays paid for and at its URL.</exception>
    public async Task<PhotaImage> SaveAsync(PhotaImage image, CancellationToken cancellationToken = default)
    {
        OutputTarget target = _folder.TargetFor(image);
        LedgerImageStore store = new(_ledger, Owner(image), target) { Metadata = new(MetadataMode, image.Operation, image.Source) };
        if (store.Existing(image) is { } existing) return existing;
        _folder.Claim(image, target);
        _ledger.RequireRoom(target.PathFor(image.Index, image.Format), Owner(image), target.Overwrite);
        _ledger.RequireWritable();
        _folder.Prepare(target);
        PhotaImage saved = await _downloader.SaveAsync(image, store, target.PathFor(image.Index, image.Format), _timeout, cancellationToken).ConfigureAwait(false);
        return saved with { Fingerprint = Owner(image).Fingerprint };
    }

    // A result of another machine has no fingerprint here; its job or its URL stands for it.
    private static ResultOwner Owner(PhotaImage image) => new(
        image.Fingerprint ?? RequestFingerprint.Stand(image.JobId ?? image.RequestId ?? image.DownloadUri?.GetLeftPart(UriPartial.Path) ?? ""),
        null,
        image.Source,
        image.Operation,
        image.RequestAttempt,
        image.JobId);
}

namespace Phota;

/// <summary>Copies finished pictures from their signed addresses to disk. It never carries the key, wherever it is sent on to.</summary>
public static class PictureDownload
{
    /// <summary>Downloads one result; what breaks off is resumed where it broke, if the server can do that.</summary>
    /// <param name="image">A result with an address.</param>
    /// <param name="target">Where to save it.</param>
    /// <param name="timeout">How long it may take, retries included.</param>
    /// <param name="cancellationToken">Stops the download; no partial file stays.</param>
    /// <returns>The same result with its path, size and hash.</returns>
    /// <exception cref="PhotaException">The picture cannot be fetched or written; it stays paid for and at its address.</exception>
    public static Task<PhotaImage> SaveAsync(
        PhotaImage image, OutputTarget target, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        SaveAsync(image, target, timeout, onRetry: null, onRequest: null, cancellationToken);

    /// <summary>Downloads one result; what breaks off is resumed where it broke, if the server can do that.</summary>
    /// <param name="image">A result with an address.</param>
    /// <param name="target">Where to save it.</param>
    /// <param name="timeout">How long it may take, retries included.</param>
    /// <param name="onRetry">Hears of every failed attempt that is about to be repeated; called from any thread.</param>
    /// <param name="onRequest">Hears of every attempt that is over; called from any thread.</param>
    /// <param name="cancellationToken">Stops the download; no partial file stays.</param>
    /// <returns>The same result with its path, size and hash.</returns>
    /// <exception cref="PhotaException">The picture cannot be fetched or written; it stays paid for and at its address.</exception>
    public static async Task<PhotaImage> SaveAsync(
        PhotaImage image,
        OutputTarget target,
        TimeSpan timeout,
        Action<PhotaException>? onRetry,
        Action<FinishedRequest>? onRequest,
        CancellationToken cancellationToken)
    {
        if (image.DownloadUri is null)
            throw new PhotaException(PhotaErrorKind.NotFound, $"The result of '{image.Source}' has no address to download it from.");
        string path = target.PathFor(image.Index, image.Format);
        target.RequireFree(path);
        using Deadline deadline = new(timeout, cancellationToken);
        using PictureTransfer transfer = new(image.DownloadUri, target, image.Index, () => new(onRequest, HttpMethod.Get, "download", path));
        try
        {
            return image.Saved(await SaveAsync(transfer, deadline, onRetry).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (deadline.IsOver)
        {
            throw deadline.Error($"The download of {transfer.Name}");
        }
    }

    private static async Task<SavedPicture> SaveAsync(PictureTransfer transfer, Deadline deadline, Action<PhotaException>? onRetry)
    {
        for (int attempt = 1; ; attempt++)
        {
            Attempt<SavedPicture> result = await transfer.TryAsync(attempt, deadline).ConfigureAwait(false);
            if (result.Answer is not null) return result.Answer.Value;
            TimeSpan wait = result.RetryAfter ?? RetryRule.Backoff(attempt);
            if (!RetryRule.MayRetry(result.Failure, Safety.Repeatable, attempt) || wait >= deadline.Left) throw result.Error!;
            onRetry?.Invoke(result.Error!);
            await Task.Delay(wait, deadline.Token).ConfigureAwait(false);
        }
    }
}

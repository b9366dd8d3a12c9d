namespace Phota;

/// <summary>The Phota API, one method an operation. Safe for use by many threads at once.</summary>
public sealed partial class PhotaClient
{
    private readonly PhotaClientOptions _options;
    private readonly Transport _transport;
    private readonly ImageDownloader _downloader;
    private readonly PollPacer _polls;

    /// <summary>Creates a client; nothing is sent yet.</summary>
    /// <param name="options">Who calls, and where.</param>
    /// <exception cref="PhotaException">Kind Validation: the endpoint is neither https nor on this machine.</exception>
    public PhotaClient(PhotaClientOptions options)
    {
        _options = options;
        Account account = Account.For(Endpoint.Require(options.BaseUri), options.Key, options.TimeProvider);
        _transport = new Transport(HttpPipeline.ForApi(options, account.RateLimiter), options.TimeProvider, options.OnRetry);
        _downloader = new ImageDownloader(options.PrimaryHandler, options.TimeProvider, options.OnRetry, options.OnRequest);
        _polls = account.Polls;
    }

    /// <summary>The prices that costs are estimated with.</summary>
    public PriceTable Prices => _options.Prices;

    internal TimeSpan Timeout => _options.Timeout;

    /// <summary>Improves one photo (<c>api/studio/enhance</c>).</summary>
    /// <param name="request">The photo and what to make of it.</param>
    /// <param name="target">Where to save the results; null leaves them at their addresses.</param>
    /// <param name="cancellationToken">Stops the request; the service may charge for it all the same.</param>
    /// <exception cref="PhotaException">The request failed; <see cref="PhotaException.PaidImages"/> holds what is paid for nevertheless.</exception>
    public Task<IReadOnlyList<PhotaImage>> EnhanceAsync(
        EnhanceRequest request, OutputTarget? target = null, CancellationToken cancellationToken = default) =>
        MakeAsync(request, target, cancellationToken);

    /// <summary>Runs any picture operation; the shape of errors is that of <see cref="EnhanceAsync"/>.</summary>
    /// <param name="request">The operation and its options.</param>
    /// <param name="target">Where to save the results; null leaves them at their addresses.</param>
    /// <param name="cancellationToken">Stops the request; the service may charge for it all the same.</param>
    public async Task<IReadOnlyList<PhotaImage>> MakeAsync(
        ImageRequest request, OutputTarget? target = null, CancellationToken cancellationToken = default)
    {
        request.Validate();
        if (request.ResponseMode == ResponseMode.Bytes && target is null)
            throw new PhotaException(PhotaErrorKind.Validation, "Pictures that come as bytes need a destination to be written to.");
        target?.RequireFree(request.Count, request.OutputFormat);

        EditAnswerReader reader = new(target);
        ImageMaker maker = new(request, _options.Prices);
        ApiResult<EditAnswer> answer;
        try
        {
            ApiCall<EditAnswer> call = new(HttpMethod.Post, request.Path, reader.ReadAsync)
            {
                Body = request.ToBody(),
                Subject = request.Source,
                Idempotency = Idempotency.NonIdempotent,
            };
            answer = await _transport.SendAsync(call, _options.Timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (PhotaException e) when (reader.Saved.Count > 0)
        {
            throw e.WithPaid(maker.FromBroken(reader.Saved, e.RequestId));
        }

        IReadOnlyList<PhotaImage> images = maker.FromAnswer(answer);
        if (images.Count == 0) throw new PhotaException(PhotaErrorKind.Response, "The service answered without a picture.") { RequestId = answer.RequestId };
        return target is null ? images : await DownloadAsync(images, target, cancellationToken).ConfigureAwait(false);
    }

    internal Task<PhotaImage> SaveAsync(PhotaImage image, OutputTarget target, CancellationToken cancellationToken) =>
        _downloader.SaveAsync(image, target, _options.Timeout, cancellationToken);

    private async Task<IReadOnlyList<PhotaImage>> DownloadAsync(
        IReadOnlyList<PhotaImage> images, OutputTarget target, CancellationToken cancellationToken)
    {
        PhotaException? error = null;
        PhotaImage[] saved = await Task.WhenAll(images.Select(TrySaveAsync)).ConfigureAwait(false);
        return error is null ? saved : throw error.WithPaid(saved);

        async Task<PhotaImage> TrySaveAsync(PhotaImage image)
        {
            if (image.DownloadUri is null) return image;
            try
            {
                return await SaveAsync(image, target, cancellationToken).ConfigureAwait(false);
            }
            catch (PhotaException e)
            {
                error = e;
                return image;
            }
        }
    }
}

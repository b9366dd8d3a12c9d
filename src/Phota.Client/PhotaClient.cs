namespace Phota;

/// <summary>The Phota API, one method an operation. Safe for use by many threads at once.</summary>
public sealed partial class PhotaClient
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromSeconds(1);

    private readonly PhotaClientOptions _options;
    private readonly Transport _transport;
    private readonly ImageDownloader _downloader;
    private readonly Account _account;

    /// <summary>Creates a client; nothing is sent yet.</summary>
    /// <param name="options">Who calls, and where.</param>
    /// <exception cref="PhotaException">Kind Validation: the endpoint is neither https nor on this machine.</exception>
    public PhotaClient(PhotaClientOptions options)
    {
        _options = options;
        _account = Account.For(Endpoint.Require(options.BaseUri), options.Key, options.TimeProvider);
        _transport = new Transport(HttpPipeline.ForApi(options, _account.RateLimiter), _ => _account.Gate, options.TimeProvider, options.OnRetry);
        _downloader = new ImageDownloader(options.BaseUri, options.PrimaryHandler, options.TimeProvider, options.OnRetry, options.OnRequest);
    }

    /// <summary>Whether the service cannot be reached at the moment, so that all calls of its account wait.</summary>
    public bool IsNetworkLost => _account.Gate.IsClosed;

    /// <summary>The prices that costs are estimated with.</summary>
    public PriceTable Prices => _options.Prices;

    internal TimeSpan Timeout => _options.Timeout;

    internal ApiKey Key => _options.Key;

    internal Uri BaseUri => _options.BaseUri;

    /// <summary>Enhances one photo (<c>api/studio/enhance</c>).</summary>
    /// <param name="request">The photo and its options.</param>
    /// <param name="target">Where to save the images; null leaves them at their URLs.</param>
    /// <param name="cancellationToken">Stops the request; the service may charge for it all the same.</param>
    /// <exception cref="PhotaException">The request failed; <see cref="PhotaException.PaidImages"/> holds what is paid for nevertheless.</exception>
    public Task<IReadOnlyList<PhotaImage>> EnhanceAsync(
        EnhanceRequest request, OutputTarget? target = null, CancellationToken cancellationToken = default) =>
        MakeAsync(request, target, cancellationToken);

    /// <summary>
    /// Runs any image operation, without a ledger: as a job whose images are downloaded, or with
    /// <see cref="ResponseMode.Bytes"/> on the direct path. Errors are those of <see cref="EnhanceAsync"/>.
    /// </summary>
    /// <param name="request">The operation and its options, for 1 to 4 images.</param>
    /// <param name="target">Where to save the images; null leaves them at their URLs.</param>
    /// <param name="cancellationToken">Stops the request; the service may charge for it all the same.</param>
    public async Task<IReadOnlyList<PhotaImage>> MakeAsync(
        ImageRequest request, OutputTarget? target = null, CancellationToken cancellationToken = default)
    {
        Validate(request);
        bool isDirect = request.ResponseMode == ResponseMode.Bytes;
        if (isDirect && target is null)
            throw new PhotaException(PhotaErrorKind.Validation, "Images that come as bytes need a target to be written to.");
        target?.RequireFree(request.Count, request.OutputFormat);
        string? id = isDirect ? null : Guid.NewGuid().ToString("N");
        Submission submission = await SubmitAsync(request, id, null, target, 0, new(), cancellationToken).ConfigureAwait(false);
        if (submission.Error is { } error) throw submission.Images.Count == 0 ? error : error.WithPaid(submission.Images);
        if (submission.Job is not { } job) return submission.Images.Count > 0 ? submission.Images : throw NoImage(submission.RequestId);
        job = job.IsKnown ? job : await WaitForJobAsync(job, s_pollInterval, _options.Timeout, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<PhotaImage> images = Receive(job);
        return target is null ? images : await DownloadAsync(images, target, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a request once and says what is certain of it: as a job with an id of the caller's, or on the direct path.</summary>
    /// <param name="request">The request, for 1 to 4 images.</param>
    /// <param name="clientRequestId">The id that makes a repeat free; null takes the direct path.</param>
    /// <param name="callback">A URL that the service posts to when the job is done.</param>
    /// <param name="store">Takes images that come inside the answer; null where none are expected.</param>
    /// <param name="firstIndex">The index of the first image.</param>
    /// <param name="progress">Says, also after a cancellation, whether the service may have the request.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    internal async Task<Submission> SubmitAsync(
        ImageRequest request, string? clientRequestId, Uri? callback, IImageStore? store, int firstIndex, RequestProgress progress, CancellationToken cancellationToken)
    {
        if (clientRequestId is not null) request = request with { ResponseMode = ResponseMode.Urls };
        EditAnswerReader reader = new(store, firstIndex, request.Count);
        ImageMaker maker = new(request, _options.Prices, firstIndex);
        ApiCall<EditAnswer> call = new(HttpMethod.Post, request.Path, reader.ReadAsync)
        {
            Body = request.ToBody(clientRequestId is null ? null : new AsyncFields(clientRequestId, callback)),
            Subject = request.Source,
            Idempotency = clientRequestId is null ? Idempotency.NonIdempotent : Idempotency.Keyed,
            Progress = progress,
        };
        if (clientRequestId is not null) call = call with { Read = ReadJobOrAnswerAsync };
        ApiResult<EditAnswer> result = await _transport.TrySendAsync(call, _options.Timeout, cancellationToken).ConfigureAwait(false);
        if (result.Error is { } error)
            return new(result.Delivery, null, maker.FromBroken(reader.Saved, result.RequestId), error, result.RequestId);
        if (clientRequestId is null || !JobBody.IsJob(result.Value.Json) || reader.Saved.Count > 0)
            return new(result.Delivery, null, maker.FromAnswer(result), null, result.RequestId);
        PhotaJob job = JobBody.Read(result.Value.Json, result.RequestId);
        return new(result.Delivery, Known(job, request, clientRequestId, result.Attempts), [], null, result.RequestId);

        // An answer that is neither a job nor images is repeated, as one that cannot be read.
        async Task<EditAnswer> ReadJobOrAnswerAsync(HttpResponseMessage response, CancellationToken stop)
        {
            EditAnswer answer = await reader.ReadAsync(response, stop).ConfigureAwait(false);
            if (answer.Saved.Count == 0 && answer.Response.DownloadUrls.Count == 0) JobBody.Read(answer.Json, null);
            return answer;
        }
    }

    internal Task<PhotaImage> SaveAsync(PhotaImage image, LedgerImageStore store, CancellationToken cancellationToken) =>
        _downloader.SaveAsync(image, store, store.PathFor(image), _options.Timeout, cancellationToken);

    private static void Validate(ImageRequest request)
    {
        request.Validate();
        if (request.Count > 4) throw new PhotaException(PhotaErrorKind.Validation, $"Count is {request.Count}; the service makes 1 to 4 images a request.");
    }

    private static PhotaException NoImage(string? requestId) => new(PhotaErrorKind.Response, "The service answered without an image.") { RequestId = requestId };

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
                return await _downloader.SaveAsync(image, target, _options.Timeout, cancellationToken).ConfigureAwait(false);
            }
            catch (PhotaException e)
            {
                error = e;
                return image;
            }
        }
    }
}

/// <summary>What came of sending a request: what is certain of it, and its job or its images.</summary>
internal sealed record Submission(
    RequestDelivery Delivery, PhotaJob? Job, IReadOnlyList<PhotaImage> Images, PhotaException? Error, string? RequestId);

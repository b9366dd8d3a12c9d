namespace Phota;

/// <summary>Makes the results that users see of a request and its answer.</summary>
internal sealed class ImageMaker(ImageRequest request, PriceTable prices, int firstIndex = 0)
{
    // Contract: signed URLs work for 24 hours (release-notes v0.2.0).
    private static readonly TimeSpan s_urlLife = TimeSpan.FromHours(24);

    public IReadOnlyList<PhotaImage> FromAnswer(ApiResult<EditAnswer> answer)
    {
        EditResponse response = answer.Value.Response;
        PhotaImage common = Common(answer.RequestId) with
        {
            KnownSubject = response.SubjectText,
            AdditionalFields = response.AdditionalFields,
            Attempt = answer.Attempts,
            Duration = answer.Duration,
        };
        IReadOnlyList<PhotaImage> saved = Indexed(common, answer.Value.Saved);
        return Priced(saved.Count > 0 ? saved : FromUrls(common, response.DownloadUrls), response, prices);
    }

    /// <summary>What is known of images that arrived whole before their answer broke off.</summary>
    public IReadOnlyList<PhotaImage> FromBroken(IReadOnlyList<SavedImage> saved, string? requestId) =>
        Indexed(Common(requestId), saved);

    /// <summary>The images of a finished job, with what its submitter knew of it.</summary>
    public static IReadOnlyList<PhotaImage> FromJob(PhotaJob job, PriceTable prices)
    {
        if (job.Status == PhotaJobStatus.Failed) throw Failed(job);
        if (!job.IsDone)
        {
            throw new PhotaException(PhotaErrorKind.Validation, $"Job {job.JobId} is not done: {job.ServiceStatus ?? job.Status.ToString()}.")
            {
                Remedy = PhotaRemedy.WaitForJob,
                RequestId = job.RequestId,
            };
        }

        EditResponse response = job.Result ?? new EditResponse();
        IReadOnlyList<PhotaImage> images = FromUrls(
            Common(job) with { KnownSubject = response.SubjectText, AdditionalFields = response.AdditionalFields }, response.DownloadUrls);
        images = Priced(images, response, prices);
        return images.Count > 0 ? images : throw new PhotaException(PhotaErrorKind.Response, $"Job {job.JobId} is done, but has no image.")
        {
            RequestId = job.RequestId,
        };
    }

    internal static PhotaException Failed(PhotaJob job)
    {
        PhotaErrorKind kind = ErrorTable.Kind(500, job.ErrorCode);
        return new(kind, $"Job {job.JobId} failed: {job.Error ?? job.ServiceStatus} (request id {job.RequestId}).")
        {
            ServiceCode = job.ErrorCode,
            RequestId = job.RequestId,
        };
    }

    private static PhotaImage Common(PhotaJob job) => new()
    {
        Operation = job.Operation ?? "job",
        Source = job.Source,
        Format = job.Format,
        Prompt = job.Prompt,
        BaseModel = job.BaseModel,
        Resolution = job.Resolution,
        ProfileId = job.ProfileId,
        RequestId = job.RequestId,
        JobId = job.JobId,
        ClientRequestId = job.ClientRequestId,
        Fingerprint = job.Fingerprint,
        Variation = job.FirstVariation,
        RequestAttempt = job.RequestAttempt,
        Attempt = job.Attempt,
        MadeAt = job.CompletedAt,
        Duration = job.CompletedAt - job.CreatedAt ?? TimeSpan.Zero,
        CreatedAt = DateTimeOffset.UtcNow,
    };

    private static IReadOnlyList<PhotaImage> Indexed(PhotaImage common, IReadOnlyList<SavedImage> saved) =>
        [.. saved.Select((image, index) => (common with { Variation = common.Variation + index }).Saved(image))];

    private static IReadOnlyList<PhotaImage> Priced(IReadOnlyList<PhotaImage> images, EditResponse response, PriceTable prices) =>
        [.. images.Select(image => image with { EstimatedCost = prices.Settle(image, images.Count, response.SubjectCount) })];

    private static PhotaImage[] FromUrls(PhotaImage common, IReadOnlyList<string?> urls)
    {
        PhotaImage[] usable =
        [
            .. urls.Select((url, index) => common with
            {
                Variation = common.Variation + index,
                DownloadUri = ToUri(url),
                ExpiresAt = common.CreatedAt + s_urlLife,
            }).Where(image => image.DownloadUri is not null),
        ];
        if (usable.Length == urls.Count) return usable;
        PhotaException error = new(PhotaErrorKind.Response, "The service gave a download URL that is not https.") { RequestId = common.RequestId };
        throw usable.Length == 0 ? error : error.WithPaid(usable);
    }

    private static Uri? ToUri(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && Endpoint.IsAllowed(url) ? url : null;

    private PhotaImage Common(string? requestId) => new()
    {
        Operation = request.Operation,
        Variation = firstIndex + 1,
        Source = request.Source,
        Format = OutputTarget.ToImageFormat(request.OutputFormat),
        Prompt = request.Prompt,
        BaseModel = request.Model,
        Resolution = request.OutputResolution,
        ProfileId = request.ProfileText,
        RequestId = requestId,
        CreatedAt = DateTimeOffset.UtcNow,
    };
}

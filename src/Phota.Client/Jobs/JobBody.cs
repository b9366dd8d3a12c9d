using System.Text.Json;

namespace Phota;

/// <summary>Reads a job in every form that the contract holds plausible (sec. 12): its keys are not documented.</summary>
internal static class JobBody
{
    private static readonly string[] s_idKeys = ["job_id", "id"];
    private static readonly string[] s_stateKeys = ["status", "state"];
    private static readonly string[] s_resultKeys = ["result", "response", "output", "data"];
    private static readonly string[] s_createdKeys = ["created_at", "submitted_at"];
    private static readonly string[] s_completedKeys = ["completed_at", "finished_at", "updated_at"];
    private static readonly HashSet<string> s_known =
    [
        .. s_idKeys, .. s_stateKeys, .. s_resultKeys, .. s_createdKeys, .. s_completedKeys,
        "error", "poll_url", "request_id", "client_request_id", "images", "download_urls", "known_subjects",
    ];

    /// <summary>Whether an answer names a job; images in answer to a submission are the answer itself.</summary>
    public static bool IsJob(ReadOnlyMemory<byte> json) => LooseJson.Parse(json, "a job", body => Inner(body).Text(s_idKeys) is not null);

    public static PhotaJob Read(ReadOnlyMemory<byte> json, string? requestId) => LooseJson.Parse(json, "a job", body => Read(body, requestId));

    private static PhotaJob Read(JsonElement body, string? requestId)
    {
        if (body.ValueKind != JsonValueKind.Object) throw NoId();
        body = Inner(body);
        string? word = ServiceText.Clean(body.Text(s_stateKeys));
        EditResponse? result = Result(body);
        ErrorBody error = body.TryGetProperty("error", out JsonElement cause) ? ErrorBody.Read(cause) : ErrorBody.Empty;
        return new PhotaJob
        {
            JobId = body.Text(s_idKeys) is { } id && PathPart.IsOne(id) ? id : throw NoId(),
            // A job that has its images is done, even if the word for its state is unknown.
            Status = result is { DownloadUrls.Count: > 0 } || (word is null && result is not null) ? PhotaJobStatus.Succeeded : JobStatusWords.Read(word),
            ServiceStatus = word,
            Error = error.Detail,
            ErrorCode = error.Code,
            RequestId = requestId,
            CreatedAt = body.Time(s_createdKeys),
            CompletedAt = body.Time(s_completedKeys),
            Result = result,
            AdditionalFields = body.Rest(s_known),
        };
    }

    private static JsonElement Inner(JsonElement body) => body.Field("job") is { ValueKind: JsonValueKind.Object } inner ? inner : body;

    // The answer of the operation, below some key or spread out in the job itself.
    private static EditResponse? Result(JsonElement body)
    {
        foreach (string key in s_resultKeys)
        {
            if (body.TryGetProperty(key, out JsonElement result) && result.ValueKind == JsonValueKind.Object)
                return EditResponse.Read(result);
        }

        bool isFlat = body.TryGetProperty("download_urls", out JsonElement urls) && urls.ValueKind == JsonValueKind.Array;
        return isFlat ? EditResponse.Read(body) with { AdditionalFields = null } : null;
    }

    private static PhotaException NoId() => new(PhotaErrorKind.Response, "The service's answer about a job has no job id.");
}

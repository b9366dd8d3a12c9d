namespace Phota;

/// <summary>Reads a job state in any word that the contract holds plausible (sec. 12); the words themselves are unknown.</summary>
internal static class JobStatusWords
{
    public static PhotaJobStatus Read(string? word) => word?.ToLowerInvariant() switch
    {
        "queued" or "queuing" or "pending" or "accepted" or "submitted" or "created" => PhotaJobStatus.Queued,
        "running" or "processing" or "in_progress" or "in-progress" or "started" => PhotaJobStatus.Running,
        "succeeded" or "success" or "completed" or "complete" or "done" or "finished" or "ready" => PhotaJobStatus.Succeeded,
        "failed" or "failure" or "error" or "errored" or "canceled" or "cancelled" or "expired" => PhotaJobStatus.Failed,
        _ => PhotaJobStatus.Unknown,
    };
}

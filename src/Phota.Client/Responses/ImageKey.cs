namespace Phota;

/// <summary>Identifies one image in each form that it comes in: an object, a row of a receipt, an entry of a ledger.</summary>
public static class ImageKey
{
    /// <summary>The key; null where too little is known to tell the image from another.</summary>
    /// <param name="fingerprint">The fingerprint of its request.</param>
    /// <param name="variation">Which variation it is, from 1.</param>
    /// <param name="jobId">The job that made it.</param>
    /// <param name="requestId">The service's id of the request, where there was no job.</param>
    public static string? From(string? fingerprint, int variation, string? jobId, string? requestId) =>
        !string.IsNullOrEmpty(jobId) ? FormattableString.Invariant($"{jobId}/{variation}")
        : string.IsNullOrEmpty(fingerprint) ? null
        : FormattableString.Invariant($"{fingerprint}/{variation}/{requestId}");

    /// <summary>The cost of an image that comes twice: a known price wins, and an unknown price wins over the 0 of an image that was found.</summary>
    /// <param name="cost">The cost that came with it once; null where it is not known.</param>
    /// <param name="other">The other.</param>
    public static decimal? MergeCosts(decimal? cost, decimal? other) =>
        cost > 0 || other > 0 ? Math.Max(cost ?? 0, other ?? 0) : cost is null || other is null ? null : 0;
}

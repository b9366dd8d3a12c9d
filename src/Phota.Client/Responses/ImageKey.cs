namespace Phota;

/// <summary>What one image is told by, in whatever form it comes: as an object, as a row of a receipt, from a ledger.</summary>
public static class ImageKey
{
    /// <summary>The key; null where too little is known to tell the image from another.</summary>
    /// <param name="fingerprint">The fingerprint of its request.</param>
    /// <param name="index">Which variation it is, from 0.</param>
    /// <param name="jobId">The job that made it.</param>
    /// <param name="requestId">The service's id of the request, where there was no job.</param>
    public static string? Of(string? fingerprint, int index, string? jobId, string? requestId) =>
        !string.IsNullOrEmpty(jobId) ? FormattableString.Invariant($"{jobId}/{index}")
        : string.IsNullOrEmpty(fingerprint) ? null
        : FormattableString.Invariant($"{fingerprint}/{index}/{requestId}");

    /// <summary>What an image cost that comes twice: a price says more than none, and no price more than the 0 of an image that was found.</summary>
    /// <param name="cost">The cost that came with it once; null where it is not known.</param>
    /// <param name="other">The other.</param>
    public static decimal? Cost(decimal? cost, decimal? other) =>
        cost > 0 || other > 0 ? Math.Max(cost ?? 0, other ?? 0) : cost is null || other is null ? null : 0;
}

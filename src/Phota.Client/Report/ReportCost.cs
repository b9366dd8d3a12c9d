namespace Phota;

/// <summary>What some pictures cost, as far as their prices are known.</summary>
internal static class ReportCost
{
    public static string Of(IReadOnlyList<PhotaImage> images) =>
        images.Count > 0 && images.All(image => image.EstimatedCost is null)
            ? "unknown"
            : FormattableString.Invariant($"${images.Sum(image => image.EstimatedCost ?? 0):0.00}");

    /// <summary>The same, with how many prices are not known.</summary>
    public static string InWords(IReadOnlyList<PhotaImage> images)
    {
        int unknown = images.Count(image => image.EstimatedCost is null);
        return unknown == 0 || unknown == images.Count ? Of(images) : $"{Of(images)} and {unknown} unknown";
    }
}

namespace PhotaPS;

/// <summary>What some images cost, as far as their prices are known.</summary>
internal static class ReportCost
{
    private const string Unknown = "unknown";

    public static string Of(IReadOnlyList<PhotaImage> images, string unknown = Unknown) =>
        images.Count > 0 && images.All(image => image.EstimatedCost is null)
            ? unknown
            : FormattableString.Invariant($"${images.Sum(image => image.EstimatedCost ?? 0):0.00}");

    /// <summary>The same, with how many prices are not known.</summary>
    public static string InWords(IReadOnlyList<PhotaImage> images)
    {
        int unpriced = images.Count(image => image.EstimatedCost is null);
        return unpriced == 0 || unpriced == images.Count ? Of(images) : $"{Of(images)} and {unpriced} {Unknown}";
    }
}

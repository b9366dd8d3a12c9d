namespace PhotaPS;

/// <summary>What some images cost, as far as their prices are known.</summary>
internal static class ReportCost
{
    public static int Unpriced(IEnumerable<PhotaImage> images) => images.Count(image => image.EstimatedCost is null);

    /// <summary>The sum of the known prices; "unknown" where no price is known.</summary>
    public static string Of(IReadOnlyCollection<PhotaImage> images) =>
        images.Count > 0 && Unpriced(images) == images.Count ? "unknown" : Dollars(Sum(images));

    /// <summary>The same in one phrase, with how many images are not in the sum.</summary>
    public static string InWords(IReadOnlyCollection<PhotaImage> images)
    {
        int unpriced = Unpriced(images);
        return unpriced == 0 ? Of(images) : unpriced == images.Count ? "unpriced" : $"{Of(images)} and {unpriced} unpriced";
    }

    public static decimal Sum(IEnumerable<PhotaImage> images) => images.Sum(image => image.EstimatedCost ?? 0);

    public static string Dollars(decimal amount) => FormattableString.Invariant($"${amount:0.00}");
}

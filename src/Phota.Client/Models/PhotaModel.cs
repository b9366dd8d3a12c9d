namespace Phota;

/// <summary>A base model that the service makes images with (<c>guides/base-models</c>). Flat.</summary>
public sealed record PhotaModel
{
    /// <summary>Its id, as <c>base_model</c> in a request.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The resolutions that it makes, separated by commas: 1K, 2K, 4K.</summary>
    public required string Resolution { get; init; }

    /// <summary>The qualities that it can be asked for, separated by commas; null when it cannot be asked.</summary>
    public string? Quality { get; init; }

    /// <summary>How it is billed: <c>flat</c>, a price an image, or <c>tokens</c>.</summary>
    public required string Billing { get; init; }

    /// <summary>The operations for which it can be chosen, separated by commas; that a model may lack one is documented, which is not.</summary>
    public required string Operation { get; init; }

    /// <summary>The operations that always use it, at 2K, and take no model; null when there are none.</summary>
    public string? PinnedFor { get; init; }

    /// <summary>Whether it is used when a request names no model.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The page that says so.</summary>
    public required string Source { get; init; }

    /// <summary>Whether it makes images at a resolution.</summary>
    /// <param name="resolution">As the service writes it: 1K, 2K or 4K.</param>
    public bool Makes(string resolution) => Has(Resolution, resolution);

    /// <summary>Whether it can be asked for a quality.</summary>
    /// <param name="quality">As the service writes it: auto, low, medium or high.</param>
    public bool Takes(string quality) => Has(Quality, quality);

    internal static bool Has(string? words, string word) => words?.Split(',').Contains(word, StringComparer.Ordinal) == true;
}

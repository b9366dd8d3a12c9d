using System.Text.Json;
namespace Phota;

/// <summary>The prices that are published; one that is not known is null, never a guess.</summary>
public sealed record PriceTable
{
    private static readonly Lazy<PriceTable> s_published = new(ReadPublished);

    /// <summary>The prices that come with this library, from <c>prices.json</c>.</summary>
    public static PriceTable Published => s_published.Value;

    /// <summary>The currency of all prices.</summary>
    public required string Currency { get; init; }

    /// <summary>The prices, one an operation.</summary>
    public required IReadOnlyList<Price> Prices { get; init; }

    /// <summary>What one output costs, or null when that is not known; the price that fits most closely counts.</summary>
    /// <param name="operation">The operation's name.</param>
    /// <param name="withIdentity">Whether a trained profile is, or may be, recognised in the output.</param>
    /// <param name="baseModel">The base model, where there is one.</param>
    /// <param name="resolution">The resolution, where there is one.</param>
    public decimal? UnitPrice(string operation, bool withIdentity, string? baseModel = null, string? resolution = null)
    {
        Price? price = Prices
            .Where(known => known.Operation == operation && Fits(known.BaseModel, baseModel) && Fits(known.Resolution, resolution))
            .OrderByDescending(known => (known.BaseModel is null ? 0 : 2) + (known.Resolution is null ? 0 : 1))
            .FirstOrDefault();
        return withIdentity ? price?.WithIdentity : price?.Plain;
    }

    /// <summary>The most that one image of a request may cost, or null when that is not known.</summary>
    /// <param name="request">The request.</param>
    public decimal? UnitPrice(ImageRequest request) =>
        UnitPrice(request.Operation, request.MayShowProfile, request.Model, request.OutputResolution);

    /// <summary>The most that a request may cost, or null when that is not known.</summary>
    /// <param name="request">The request.</param>
    public decimal? Estimate(ImageRequest request) => UnitPrice(request) * request.Count;

    /// <summary>This table with prices of the caller's own, which come before the published ones.</summary>
    /// <param name="own">The caller's prices.</param>
    public PriceTable With(IEnumerable<Price> own) => this with { Prices = [.. own, .. Prices] };

    /// <summary>
    /// What each image of an answer cost on average: those with a recognised profile have a rate of their own, and the
    /// service counts how often profiles were recognised in all images together, not in which.
    /// </summary>
    internal decimal? Settle(PhotaImage image, int images, int recognised)
    {
        decimal? plain = UnitPrice(image.Operation, false, image.BaseModel, image.Resolution);
        decimal? identity = UnitPrice(image.Operation, true, image.BaseModel, image.Resolution);
        int at = Math.Min(images, recognised);
        return images == 0 || at == 0 ? plain : ((identity * at) + (plain * (images - at))) / images;
    }

    private static bool Fits(string? known, string? wanted) => known is null || string.Equals(known, wanted, StringComparison.OrdinalIgnoreCase);

    // By hand: a serializer takes longer to start than all else that comes before a session's first request.
    private static PriceTable ReadPublished()
    {
        using Stream stream = typeof(PriceTable).Assembly.GetManifestResourceStream("prices.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return new()
        {
            Currency = document.RootElement.GetProperty("currency").GetString()!,
            Prices = [.. document.RootElement.GetProperty("prices").EnumerateArray().Select(ReadPrice)],
        };
    }

    private static Price ReadPrice(JsonElement price) => new()
    {
        Operation = price.GetProperty("operation").GetString()!,
        BaseModel = price.Field("baseModel")?.GetString(),
        Resolution = price.Field("resolution")?.GetString(),
        Plain = price.GetProperty("plain").GetDecimal(),
        WithIdentity = price.GetProperty("withIdentity").GetDecimal(),
        Source = price.GetProperty("source").GetString()!,
        Date = price.GetProperty("date").GetString()!,
    };
}

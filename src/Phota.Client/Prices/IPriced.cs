namespace Phota;

/// <summary>Something that was paid for, or will be.</summary>
public interface IPriced
{
    /// <summary>What it costs by the known prices in US dollars; null when the price is not known.</summary>
    decimal? EstimatedCost { get; }
}

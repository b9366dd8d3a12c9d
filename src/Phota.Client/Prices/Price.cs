namespace Phota;

/// <summary>What one output costs, with where and when that was read.</summary>
public sealed record Price
{
    /// <summary>The operation: enhance, edit, generate, remix, profile-standard or profile-fast.</summary>
    public required string Operation { get; init; }

    /// <summary>The base model that the price is for; null for all.</summary>
    public string? BaseModel { get; init; }

    /// <summary>The resolution that the price is for; null for all.</summary>
    public string? Resolution { get; init; }

    /// <summary>US dollars an output, when no trained profile is recognised in it.</summary>
    public decimal Plain { get; init; }

    /// <summary>US dollars an output, when a trained profile is recognised in it.</summary>
    public decimal WithIdentity { get; init; }

    /// <summary>The page that states the price.</summary>
    public required string Source { get; init; }

    /// <summary>The day on which it was read there.</summary>
    public required string Date { get; init; }
}

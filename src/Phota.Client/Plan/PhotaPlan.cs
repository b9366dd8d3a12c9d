namespace Phota;

/// <summary>What one request would do and cost, before it is sent.</summary>
public sealed record PhotaPlan : IPriced
{
    /// <summary>The operation: enhance, edit, generate or remix.</summary>
    public required string Operation { get; init; }

    /// <summary>The photo, or null for a generated picture.</summary>
    public string? Source { get; init; }

    /// <summary>What would be done.</summary>
    public PlanAction Action { get; init; }

    /// <summary>How many pictures would be made.</summary>
    public int Count { get; init; }

    /// <summary>The most that a picture may cost in US dollars; null when the price is not known.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>The most that the request may cost in US dollars, 0 when nothing is sent; null when the price is not known.</summary>
    public decimal? EstimatedCost { get; init; }

    /// <summary>The paths of the results, separated by semicolons; null when they would stay at their addresses.</summary>
    public string? Path { get; init; }

    /// <summary>Why it would be skipped, attached to or refused.</summary>
    public string? Reason { get; init; }

    /// <summary>The prompt.</summary>
    public string? Prompt { get; init; }

    /// <summary>The base model that is asked for, or to which the operation is pinned.</summary>
    public string? BaseModel { get; init; }

    /// <summary>The resolution that is asked for, or to which the operation is pinned.</summary>
    public string? Resolution { get; init; }

    /// <summary>The profiles that are offered, separated by commas.</summary>
    public string? ProfileId { get; init; }

    internal ImageRequest? Request { get; init; }

    internal OutputTarget? Target { get; init; }

    internal RequestIdentity? Identity { get; init; }

    /// <summary>The plan for an input that cannot be sent.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="source">The input.</param>
    /// <param name="error">Why not.</param>
    public static PhotaPlan Refused(string operation, string? source, PhotaException error) => new()
    {
        Operation = operation,
        Source = source,
        Action = PlanAction.Refuse,
        EstimatedCost = 0,
        Reason = $"{error.ErrorId}: {error.Message}",
    };
}

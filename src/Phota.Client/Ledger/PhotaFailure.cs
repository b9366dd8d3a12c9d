namespace Phota;

/// <summary>An input that failed, and why.</summary>
public sealed record PhotaFailure
{
    /// <summary>What was to be done: an operation, or the command that was to do it.</summary>
    public string? Operation { get; init; }

    /// <summary>The photo that it was to be done to: path or URL.</summary>
    public string? Source { get; init; }

    /// <summary>Why it failed, in words.</summary>
    public required string Reason { get; init; }

    /// <summary>The error's id, for example <c>Phota.Moderation</c>.</summary>
    public string? ErrorId { get; init; }

    /// <summary>What can be done about it.</summary>
    public PhotaRemedy Remedy { get; init; }

    /// <summary>The same in the words of the program that reports it.</summary>
    public string? RecommendedAction { get; init; }

    /// <summary>The service's id of the request.</summary>
    public string? RequestId { get; init; }
}

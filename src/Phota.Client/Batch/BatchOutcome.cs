namespace Phota;

/// <summary>What became of one input of a batch.</summary>
/// <param name="Input">The input, as it was added.</param>
/// <param name="Results">Its pictures or its job; also those that are paid for when an error follows.</param>
/// <param name="Error">Why it failed, or null.</param>
public sealed record BatchOutcome(object? Input, IReadOnlyList<IPriced> Results, PhotaException? Error);

namespace Phota;

/// <summary>What became of one input of a batch.</summary>
/// <param name="Input">The input, as it was added.</param>
/// <param name="Results">Its images or its jobs, also those that exist although an error follows.</param>
/// <param name="Error">Why it failed, or null. A fatal error is that of the whole batch: <see cref="Batch.Ending"/>.</param>
public sealed record BatchOutcome(object Input, IReadOnlyList<IPriced> Results, PhotaException? Error)
{
    /// <summary>Whether nothing was sent for the input because the sending had stopped.</summary>
    public bool IsLeft { get; init; }

    /// <summary>Whether another process has the input's request under way, or will, so that it was put at the end of the queue.</summary>
    internal bool IsDeferred { get; init; }

    /// <summary>Why the input was passed over; null for one that was worked on.</summary>
    public string? PassedOver { get; init; }

    /// <summary>What went wrong with images that are saved all the same, each once.</summary>
    public IEnumerable<string> Warnings => Results.OfType<PhotaImage>().Select(image => image.Warning).OfType<string>().Distinct();

    /// <summary>How many images were asked of the service and not delivered; they may be charged.</summary>
    public int Undelivered { get; init; }

    /// <summary>How many images the service gave beyond what was asked for; they were not taken.</summary>
    public int Excess { get; init; }
}

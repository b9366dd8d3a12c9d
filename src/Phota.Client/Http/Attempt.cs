namespace Phota;

/// <summary>How one attempt ended: with an answer, or with an error and what is known of a repeat.</summary>
internal sealed record Attempt<T>
{
    public ApiAnswer<T>? Answer { get; init; }

    public PhotaException? Error { get; init; }

    public Failure Failure { get; init; }

    public TimeSpan? RetryAfter { get; init; }
}

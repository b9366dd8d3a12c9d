namespace Phota;

/// <summary>What kinds of requests the user asks to pay for again.</summary>
[Flags]
public enum RetryStates
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Requests that the service took and failed.</summary>
    Failed = 1,

    /// <summary>Requests that were sent and whose answer never came.</summary>
    PerhapsPaid = 2,

    /// <summary>Images that were saved, are gone from disk and can no longer be fetched.</summary>
    Missing = 4,
}

internal enum StepKind
{
    /// <summary>The image is on disk.</summary>
    Find,

    /// <summary>A job has it: it is fetched at no cost.</summary>
    Fetch,

    /// <summary>An earlier run sent the request and knows no answer: it is sent again under its id, which is charged once.</summary>
    Repeat,

    /// <summary>The request is sent and paid for.</summary>
    Send,
}

/// <summary>One step of a plan: a request, or an image that is there.</summary>
internal sealed record RequestStep(StepKind Kind, int First, int Count, int Attempt)
{
    /// <summary>The earlier request that the step goes on with.</summary>
    public RequestView? Record { get; init; }

    /// <summary>The image that is there.</summary>
    public FoundImage? Found { get; init; }

    /// <summary>What to do where the job's images cannot be fetched any more: they were saved once and are gone from disk.</summary>
    public bool IsRepair { get; init; }
}

/// <summary>Where an image of the ledger lies.</summary>
internal sealed record FoundImage(LedgerFact Saved, string At, bool IsPart);

/// <summary>What all facts together said of a request when it was looked at.</summary>
internal sealed record RequestView(
    int Attempt, int First, int Count, RequestStatus Status, LedgerFact? Description, LedgerFact? Accepted, LedgerFact? Failed, LedgerFact? OpenSend);

/// <summary>What is to be done for one input, before anything is sent.</summary>
internal sealed record RequestPlan(ImageRequest Request, RequestFingerprint Fingerprint, OutputTarget? Target, IReadOnlyList<RequestStep> Steps)
{
    /// <summary>Why some variations cannot be had without paying again.</summary>
    public PhotaException? Problem { get; init; }

    /// <summary>The most that one image may cost in US dollars; null when the price is not known.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>Whether results of an earlier version of the photo are put aside.</summary>
    public bool Renews { get; init; }

    /// <summary>Whether another input of the same command brings about the same images.</summary>
    public bool IsTwin { get; init; }

    /// <summary>Whether images that are gone from disk are paid for again where the service no longer has them.</summary>
    public bool ReplacesMissing { get; init; }

    /// <summary>The most images that the plan may have to pay for.</summary>
    public int Paid => IsTwin ? 0 : Steps.Sum(PaidBy);

    /// <summary>The most images that one step may have to pay for.</summary>
    public int PaidBy(RequestStep step) => step.Kind is StepKind.Send or StepKind.Repeat || (step.IsRepair && ReplacesMissing) ? step.Count : 0;

    /// <summary>SHA-256 of what was last saved of each variation, wherever it is now; null for a variation that was never saved.</summary>
    public IReadOnlyList<string?> SavedHashes { get; init; } = [];

    /// <summary>The images that the request would bring; one that is not in its place yet has an identity instead of a file.</summary>
    public IEnumerable<PhotaImage> PlannedImages() =>
        from step in Steps
        from variation in Enumerable.Range(step.First, step.Count)
        group step by variation into steps
        select PlannedImage(steps.First(), steps.Key);

    private PhotaImage PlannedImage(RequestStep step, int variation)
    {
        string? path = Target?.PathFor(variation - 1, step.Found?.Saved.Format ?? OutputTarget.ToImageFormat(Request.OutputFormat));
        bool isSame = step.Kind == StepKind.Find || (step.IsRepair && !ReplacesMissing);
        string? hash = step.Found?.Saved.Sha256 ?? SavedHashes.ElementAtOrDefault(variation - 1);
        return new()
        {
            Operation = Request.Operation,
            Source = Request.Source,
            Prompt = Request.Prompt,
            Variation = variation,
            FullName = path,
            IsPlanned = true,
            PlannedIdentity = step.Found is not null && step.Found.At == path ? null
                : isSame && hash is not null ? LocalPhoto.IdentityOf(hash)
                : ImageInput.IdentityOf(Fingerprint.Value, variation),
        };
    }
}

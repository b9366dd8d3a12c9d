namespace Phota;

/// <summary>One request on its way: what it is, how far it is, and what came of it. Only the request processor changes it.</summary>
internal sealed class RequestState(ImageRequest request, RequestFingerprint fingerprint, RequestStep step, decimal? price)
{
    /// <summary>The request, with as many images as this attempt asks for.</summary>
    public ImageRequest Request => request;

    public RequestFingerprint Fingerprint => fingerprint;

    public RequestStep Step => step;

    public int First => step.First;

    public int Count => step.Count;

    public int Attempt => step.Attempt;

    /// <summary>The most that the request may cost in US dollars; null when the price is not known.</summary>
    public decimal? Price => price;

    public string ClientRequestId { get; } = step.Record?.Description?.ClientRequestId ?? fingerprint.ClientRequestId(step.First, step.Count, step.Attempt);

    public RequestStatus Status { get; set; }

    /// <summary>What was set aside for the request; null while nothing is, or where there is no budget.</summary>
    public BudgetReservation? Reservation { get; set; }

    /// <summary>Whether this process sent the request, so that what it may cost is this run's.</summary>
    public bool IsSentHere { get; set; }

    /// <summary>Whether the request counts as under way.</summary>
    public bool IsUnderWay { get; set; }

    public PhotaJob? Job { get; set; }

    public List<PhotaImage> Images { get; } = [];

    /// <summary>How many images of the job the user has rejected, so that they are not fetched.</summary>
    public int Rejected { get; set; }

    /// <summary>How many images the service was asked for and did not deliver.</summary>
    public int Undelivered => Math.Max(0, Count - Images.Count - Rejected);

    public PhotaException? Error { get; set; }

    /// <summary>Whether the request may be paid for and has brought nothing; moderation is a verdict on its photo and does not count, nor does a job that was only submitted.</summary>
    public bool IsPaidForNothing =>
        IsSentHere && Images.Count == 0 && Error is { Kind: not PhotaErrorKind.Moderation }
        && Status is RequestStatus.Sent or RequestStatus.Accepted or RequestStatus.Failed;
}

/// <summary>Hears of every request whose status changed.</summary>
internal interface IRequestObserver
{
    void StatusChanged(RequestState state);
}

/// <summary>Settles the budget by what became of a request, and by nothing else.</summary>
internal sealed class BudgetObserver : IRequestObserver
{
    public void StatusChanged(RequestState state)
    {
        switch (state.Status)
        {
            case RequestStatus.Refused:
                state.Reservation?.Settle(0);
                break;
            case RequestStatus.Failed:
                state.Reservation?.Settle();
                break;
            case RequestStatus.Saved:
                // Fewer images than asked for may be charged in full; more than was reserved is never asked for.
                bool isWhole = state.Images.Count >= state.Count && state.Images.All(image => image is { Origin: ImageOrigin.New, EstimatedCost: not null });
                state.Reservation?.Settle(isWhole ? Math.Min(state.Price ?? 0, state.Images.Sum(image => image.EstimatedCost ?? 0)) : null);
                break;
        }
    }
}

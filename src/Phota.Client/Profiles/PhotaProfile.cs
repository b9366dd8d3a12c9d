namespace Phota;

/// <summary>An identity profile: a person, dog or cat that the service can keep true in images (<c>api/quickstart</c>). Flat.</summary>
/// <remarks>The service knows no names: <see cref="ProfileNames"/> keeps them, and the tag is the service's own group.</remarks>
public sealed record PhotaProfile : IPriced
{
    /// <summary>The service's id of the profile; opaque.</summary>
    public required string ProfileId { get; init; }

    /// <summary>The name that it has been given here; null if it has none.</summary>
    public string? Name { get; init; }

    /// <summary>How far its training is.</summary>
    public PhotaProfileStatus Status { get; init; }

    /// <summary>The service's own word for that; null when it has not been asked, or did not say.</summary>
    public string? ServiceStatus { get; init; }

    /// <summary>What the service says about the state, mostly of an error.</summary>
    public string? Message { get; init; }

    /// <summary>Its group, for example an end user's id, where known; set at creation and never changed (<c>release-notes v0.1.1</c>).</summary>
    public string? Tag { get; init; }

    /// <summary>How thoroughly it is trained, where known.</summary>
    public ProfileTier? Tier { get; init; }

    /// <summary>What its training costs by the known prices in US dollars, where this client created it; null when that is not known.</summary>
    public decimal? EstimatedCost { get; init; }

    /// <summary>The service's id of the creating or of the last asking request.</summary>
    public string? RequestId { get; init; }

    /// <summary>When it was created, in UTC, where known.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>What else the service says of it, as a JSON object; null when there is nothing that this library does not know.</summary>
    public string? AdditionalFields { get; init; }

    /// <summary>Whether its state will not change any more.</summary>
    public bool IsDone => Status is PhotaProfileStatus.Ready or PhotaProfileStatus.Error or PhotaProfileStatus.Inactive;

    /// <summary>Its id.</summary>
    public override string ToString() => ProfileId;

    /// <summary>The error that a finished training without a usable profile amounts to; null for any other profile.</summary>
    public PhotaException? Failure() => Status switch
    {
        PhotaProfileStatus.Error => Failed("was not trained"),
        PhotaProfileStatus.Inactive => Failed("is inactive"),
        _ => null,
    };

    /// <summary>Whether its state is the one that a word means; case and separators do not matter.</summary>
    /// <param name="word">A state's name here or at the service, for example <c>InProgress</c>, <c>in_progress</c> or <c>READY</c>.</param>
    public bool HasStatus(string word) =>
        ProfileStatusWords.AreSame(word, ServiceStatus) || ProfileStatusWords.AreSame(word, Status.ToString());

    /// <summary>This profile with what the service says of it now, and with what only its creator knew.</summary>
    internal PhotaProfile Updated(PhotaProfile now) => this with
    {
        Status = now.Status,
        ServiceStatus = now.ServiceStatus,
        Message = now.Message,
        Tag = now.Tag ?? Tag,
        Tier = now.Tier ?? Tier,
        RequestId = now.RequestId ?? RequestId,
        CreatedAt = now.CreatedAt ?? CreatedAt,
        AdditionalFields = now.AdditionalFields,
    };

    private PhotaException Failed(string how) =>
        new(PhotaErrorKind.Service, $"Profile {ProfileId} {how}: {Message ?? ServiceStatus ?? "the service does not say why"}")
        {
            Remedy = PhotaRemedy.TrainWithOtherPhotos,
            RequestId = RequestId,
        };
}

namespace Phota;

/// <summary>What can be said of a callback. Flat.</summary>
public sealed record CallbackVerdict
{
    /// <summary>Whether the signature was made of this body with this secret.</summary>
    public required bool IsValid { get; init; }

    /// <summary>The form that the signature has, valid or not.</summary>
    public required CallbackSignatureForm Form { get; init; }

    /// <summary>The time that was signed, in UTC, where the form has one.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The job that the body names; to be believed only as far as asking the service about it. Of a body that is not valid, only an id of plain letters and digits.</summary>
    public string? JobId { get; init; }

    /// <summary>What to do now, and how sure this is.</summary>
    public required string Note { get; init; }
}

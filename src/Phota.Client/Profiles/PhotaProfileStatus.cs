namespace Phota;

/// <summary>How far the training of a profile is (<c>api/profiles/get-profile-status</c>).</summary>
// Of 64 bits, because ConvertTo-Json writes only such an enum by its name.
public enum PhotaProfileStatus : long
{
    /// <summary>Not asked yet, or a word that we do not know: taken for still in training, under the caller's deadline.</summary>
    Unknown,

    /// <summary>The photos are being checked.</summary>
    Validating,

    /// <summary>Waiting to be trained.</summary>
    Queuing,

    /// <summary>In training.</summary>
    InProgress,

    /// <summary>Trained and usable.</summary>
    Ready,

    /// <summary>The training failed; the message may say why.</summary>
    Error,

    /// <summary>In the service's list of states but not explained by it; it will not become usable.</summary>
    Inactive,
}

namespace Phota;

/// <summary>What went wrong, in the user's terms. The stable error id is <c>Phota.</c> followed by the name.</summary>
public enum PhotaErrorKind
{
    /// <summary>The request breaks a rule of the API; nothing was charged.</summary>
    Validation,

    /// <summary>No key, or the service refused the key.</summary>
    Authentication,

    /// <summary>The prepaid credit is too low.</summary>
    InsufficientCredit,

    /// <summary>The profile, job or URL does not exist.</summary>
    NotFound,

    /// <summary>Content moderation refused the input or the prompt.</summary>
    Moderation,

    /// <summary>The service asked us to slow down for longer than we may wait.</summary>
    RateLimited,

    /// <summary>The time allowed for the request ran out.</summary>
    Timeout,

    /// <summary>The service failed or is unavailable.</summary>
    Service,

    /// <summary>The service could not be reached, or the connection broke.</summary>
    Network,

    /// <summary>A local photo is missing, unreadable or not a photo.</summary>
    InputFile,

    /// <summary>A result cannot be written where it should go.</summary>
    OutputFile,

    /// <summary>The budget does not allow for more, or a price that it needs is not known.</summary>
    Budget,

    /// <summary>The service answered something that is not in its contract.</summary>
    Response,
}

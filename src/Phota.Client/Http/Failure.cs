namespace Phota;

/// <summary>Why an attempt failed, as far as a repeat is concerned.</summary>
internal enum Failure
{
    /// <summary>No connection, or the request was not sent whole: the service cannot have accepted it.</summary>
    NotSent,

    /// <summary>The connection broke after the request was sent: nobody knows.</summary>
    Broken,

    /// <summary>429, or 503 with Retry-After: refused with a request to come back.</summary>
    Throttled,

    /// <summary>500, 502, 503 without Retry-After, 504, 408 or an answer that cannot be read: failed, perhaps after doing the work.</summary>
    Unsure,

    /// <summary>Any other answer: the same request would get it again.</summary>
    Final,
}

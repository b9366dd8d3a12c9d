namespace Phota;

/// <summary>What a repeat of a call may cost.</summary>
internal enum Safety
{
    /// <summary>Nothing: it reads, or it deletes what is deleted already.</summary>
    Repeatable,

    /// <summary>Another charge, unless the service surely did not accept the first.</summary>
    Paid,

    /// <summary>Nothing: the service knows the call by its client_request_id (<c>release-notes v0.7.0</c>).</summary>
    PaidOnce,
}

namespace Phota;

/// <summary>How far a request is. Money moves only when this does.</summary>
internal enum RequestStatus
{
    /// <summary>Its fingerprint, price and names are known; nothing left the machine.</summary>
    Planned,

    /// <summary>The service surely did not take it; nothing is spent.</summary>
    Refused,

    /// <summary>Its highest price is set aside.</summary>
    Reserved,

    /// <summary>The ledger says so on disk; from here on it may be paid for.</summary>
    Sent,

    /// <summary>The service has it: a job id, or an answer.</summary>
    Accepted,

    /// <summary>The service took it and gave nothing.</summary>
    Failed,

    /// <summary>Its images are recorded and have their names.</summary>
    Saved,
}

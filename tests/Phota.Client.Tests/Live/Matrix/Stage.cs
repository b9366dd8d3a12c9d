namespace Phota.Tests.Live.Matrix;

/// <summary>What a fault strikes.</summary>
internal enum Stage
{
    /// <summary>The way to the service.</summary>
    Endpoint,

    /// <summary>The operation's own request.</summary>
    Request,

    /// <summary>Any request at all.</summary>
    Call,

    /// <summary>The questions after a job.</summary>
    Poll,

    /// <summary>The downloads.</summary>
    Download,
}

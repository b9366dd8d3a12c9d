namespace Phota;

/// <summary>How far a job is. The service's own words are not documented; several plausible ones map to each of these.</summary>
// Of 64 bits, because ConvertTo-Json writes only such an enum by its name.
public enum PhotaJobStatus : long
{
    /// <summary>A word that we do not know: taken for still running, under the caller's deadline.</summary>
    Unknown,

    /// <summary>Waiting to be run.</summary>
    Queued,

    /// <summary>Being worked on.</summary>
    Running,

    /// <summary>Done; its images can be received.</summary>
    Succeeded,

    /// <summary>Failed, cancelled or expired; it will not give images.</summary>
    Failed,
}

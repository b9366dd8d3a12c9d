using Phota.Sandbox.State;

namespace Phota.Sandbox.Work;

/// <summary>Job states under the names that a switch picks.</summary>
internal static class JobStates
{
    public const string Queued = "queued";
    public const string Running = "running";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";

    public static string Name(string state, Switches switches) => switches[SwitchTable.JobStateNames] switch
    {
        "upper" => state.ToUpperInvariant(),
        "other" => state switch
        {
            Queued => "waiting",
            Running => "in_progress",
            Succeeded => "done",
            _ => "expired",
        },
        "alternative" => state switch
        {
            Queued => "pending",
            Running => "processing",
            Succeeded => "completed",
            _ => "error",
        },
        _ => state,
    };
}

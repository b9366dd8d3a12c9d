using Phota.Sandbox.Http;

namespace Phota.Sandbox.Faults;

/// <summary>An accepted asynchronous submission shows these states, one a poll, before its end.</summary>
internal sealed record JobFault(
    IReadOnlyList<string>? States = null,
    string Final = JobFault.Succeeded,
    string Code = "INTERNAL_ERROR",
    string Detail = "The job failed.") : FaultAction
{
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Never = "never";
    public const string Lost = "lost";

    public override bool Suits(string method, string path) => StudioPaths.IsOperation(method, path);

    public override void Validate()
    {
        if (Final is not (Succeeded or Failed or Never or Lost))
            throw new ArgumentException("job: 'final' is one of succeeded, failed, never, lost.");
    }
}

/// <summary>An accepted profile shows these states, one a poll, before its last.</summary>
internal sealed record ProfileFault(
    IReadOnlyList<string>? States = null, string Final = "ERROR", string? Message = null) : FaultAction
{
    public override bool Suits(string method, string path) => path == StudioPaths.AddProfile;
}

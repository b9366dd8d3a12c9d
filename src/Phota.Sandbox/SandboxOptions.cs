namespace Phota.Sandbox;

/// <summary>How a sandbox starts. The same seed gives the same ids, secrets and pictures.</summary>
public sealed record SandboxOptions
{
    /// <summary>The loopback port; 0 takes any free one.</summary>
    public int Port { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>Switch values by name, as in <c>POST /sandbox/switches</c>; a reset returns to these.</summary>
    public IReadOnlyDictionary<string, string> Switches { get; init; } = new Dictionary<string, string>();
}

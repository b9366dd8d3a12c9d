namespace Phota.Benchmarks.Reports;

/// <summary>One number to reach.</summary>
/// <param name="Goal">What was to be reached.</param>
/// <param name="Measured">What was measured, in words.</param>
/// <param name="IsReached">Whether that is enough.</param>
/// <param name="HeldBackBy">What stands in the way, for the case that it is not.</param>
internal sealed record Verdict(string Goal, string Measured, bool IsReached, string HeldBackBy = "")
{
    public override string ToString() => $"{(IsReached ? "reached" : "NOT REACHED")}: {Goal}: {Measured}";
}

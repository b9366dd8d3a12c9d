using Phota.Benchmarks.Measuring;

namespace Phota.Benchmarks.Reports;

/// <summary>What a case found, ready to be written down.</summary>
/// <param name="Case">The name of the case.</param>
/// <param name="Title">The name for people.</param>
/// <param name="How">What was run, in a few sentences.</param>
/// <param name="Tables">Tables, each with its header first.</param>
/// <param name="Verdicts">The numbers to reach.</param>
internal sealed record CaseReport(
    string Case, string Title, string How, IReadOnlyList<IReadOnlyList<string[]>> Tables, IReadOnlyList<Verdict> Verdicts)
{
    public DateOnly Date { get; init; } = DateOnly.FromDateTime(DateTime.UtcNow);

    /// <summary>The commit that was measured.</summary>
    public string Commit { get; init; } = Machine.Commit();
}

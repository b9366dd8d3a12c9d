using Phota.Benchmarks.Reports;

namespace Phota.Benchmarks.Cases;

/// <summary>One row of the table of numbers to reach.</summary>
internal interface IBenchCase
{
    string Name { get; }

    Task<CaseReport> RunAsync(BenchContext context);
}

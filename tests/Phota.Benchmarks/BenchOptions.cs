namespace Phota.Benchmarks;

/// <summary>What to run.</summary>
/// <param name="Case">The name of one case, or <c>all</c>; <c>report</c> only writes the report anew.</param>
/// <param name="Runs">How often each contender runs.</param>
/// <param name="Jobs">How many jobs the case of the asynchronous jobs submits.</param>
/// <param name="Items">How many photos the case of the many small ones sends.</param>
internal sealed record BenchOptions(string Case, int Runs, int Jobs, int Items)
{
    public static BenchOptions Parse(string[] args)
    {
        Arguments arguments = new(args);
        return new(
            arguments.Text("case", "all"),
            arguments.Number("runs", 3),
            arguments.Number("jobs", 5000),
            arguments.Number("items", 10_000));
    }
}

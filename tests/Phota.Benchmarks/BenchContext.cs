namespace Phota.Benchmarks;

/// <summary>What a case needs: what to run, and where to work.</summary>
internal sealed record BenchContext(BenchOptions Options, WorkFolder Work)
{
    public static string Module { get; } = Repository.File("out/PhotaPS/PhotaPS.psd1");
}

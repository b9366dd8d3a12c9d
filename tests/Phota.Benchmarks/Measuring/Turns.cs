namespace Phota.Benchmarks.Measuring;

/// <summary>Lets contenders run in turn, A B C A B C, so that whatever else the machine does meets all of them.</summary>
internal static class Turns
{
    public static async Task<IReadOnlyList<Sample>> RunAsync(int rounds, params Contender[] contenders)
    {
        List<Sample> samples = [];
        for (int round = 1; round <= rounds; round++)
        {
            foreach (Contender contender in contenders)
            {
                samples.Add(await contender.MeasureAsync());
                Console.WriteLine($"   {round} {samples[^1]}");
            }
        }

        return samples;
    }
}

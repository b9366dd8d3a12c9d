using System.Globalization;

namespace Phota.Tests.Fuzzing;

/// <summary>How hard to try: PHOTAPS_LONG=1 for the long run, PHOTAPS_SEED for another one than usual.</summary>
internal static class FuzzEffort
{
    public static bool IsLong { get; } = Environment.GetEnvironmentVariable("PHOTAPS_LONG") == "1";

    public static int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("PHOTAPS_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : 20261123;

    public static int Of(int usual, int atLength) => IsLong ? atLength : usual;
}

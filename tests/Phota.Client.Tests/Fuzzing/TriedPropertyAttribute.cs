using FsCheck.Xunit;

namespace Phota.Tests.Fuzzing;

/// <summary>A property with hostile values, the same ones in each run.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TriedPropertyAttribute : PropertyAttribute
{
    public TriedPropertyAttribute()
    {
        MaxTest = FuzzEffort.Of(200, 10_000);
        Replay = $"{FuzzEffort.Seed},1";
        Arbitrary = [typeof(MalformedValues)];
        QuietOnSuccess = true;
    }

    /// <summary>Why Wine cannot show it, though Windows can.</summary>
    public string? SkipOnWine
    {
        get => Skip;
        set => Skip = Wine.IsHere ? value : null;
    }
}

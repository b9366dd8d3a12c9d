namespace Phota;

/// <summary>When one thing is asked after, counted from when it was begun.</summary>
/// <param name="interval">The shortest wait between two questions.</param>
/// <param name="expected">When the first question is worth asking; null where nothing is known of its kind.</param>
internal sealed class PollSchedule(TimeSpan interval, TimeSpan? expected = null)
{
    // A question comes late by no more than this part of what the thing takes in all.
    private const int Precision = 20;

    private static readonly TimeSpan s_longestInterval = TimeSpan.FromSeconds(30);

    private TimeSpan? _last;

    /// <summary>How long to wait before the first question.</summary>
    /// <param name="age">How long ago it was begun.</param>
    public TimeSpan First(TimeSpan age) => expected > age ? expected.Value - age : TimeSpan.Zero;

    /// <summary>How long to wait before the next question.</summary>
    /// <param name="age">How long ago it was begun.</param>
    public TimeSpan Next(TimeSpan age)
    {
        if (expected is not null) return Longer(interval, Shorter(s_longestInterval, TimeSpan.FromTicks(age.Ticks / Precision)));
        _last = _last is { } last ? Longer(last, Shorter(s_longestInterval, TimeSpan.FromTicks(last.Ticks * 3 / 2))) : interval;
        return _last.Value;
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

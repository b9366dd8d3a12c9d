namespace Phota;

/// <summary>How long to wait before asking again after one thing: longer each time, up to half a minute.</summary>
internal sealed class PollRhythm(TimeSpan first)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    private TimeSpan _next = first;

    public TimeSpan Next()
    {
        TimeSpan wait = _next;
        TimeSpan longer = TimeSpan.FromTicks(_next.Ticks * 3 / 2);
        _next = longer < s_longest ? longer : _next > s_longest ? _next : s_longest;
        return wait;
    }
}

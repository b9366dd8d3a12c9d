namespace Phota;

/// <summary>Seconds or milliseconds since 1970; what is neither is no time.</summary>
internal static class UnixTime
{
    // As seconds it lies in the year 5138, as milliseconds in 1973.
    private const long FirstMilliseconds = 100_000_000_000;
    private const long LastMilliseconds = 253_402_300_799_999;

    public static DateTimeOffset? Read(long number) => number switch
    {
        < 0 or > LastMilliseconds => null,
        < FirstMilliseconds => DateTimeOffset.FromUnixTimeSeconds(number),
        _ => DateTimeOffset.FromUnixTimeMilliseconds(number),
    };
}

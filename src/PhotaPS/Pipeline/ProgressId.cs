namespace PhotaPS;

/// <summary>Ids of progress bars: two of one pipeline may be made in the same moment, and each keeps its place.</summary>
internal static class ProgressId
{
    private static int s_last;

    public static int Next() => 0x50480000 + (Interlocked.Increment(ref s_last) & 0xFFFF);
}

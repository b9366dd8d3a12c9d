namespace Phota.Sandbox.Faults;

/// <summary>Points in the life of a request.</summary>
internal static class Moments
{
    public const string BeforeRead = "before_read";
    public const string AfterRead = "after_read";
    public const string AfterCharge = "after_charge";
    public const string BeforeResponse = "before_response";
    public const string MidBody = "mid_body";

    public static void CheckBytes(string kind, long afterBytes)
    {
        if (afterBytes < 0)
            throw new ArgumentException($"{kind}: 'after_bytes' is 0 or more.");
    }

    public static void Check(string kind, string when, params ReadOnlySpan<string> allowed)
    {
        if (!allowed.Contains(when))
            throw new ArgumentException($"{kind}: 'when' is one of {string.Join(", ", allowed)}.");
    }
}

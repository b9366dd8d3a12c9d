namespace Phota;

/// <summary>How thoroughly a profile is trained (<c>api/profiles/add-profile</c>, since v0.5.0).</summary>
// Of 64 bits, because ConvertTo-Json writes only such an enum by its name.
public enum ProfileTier : long
{
    /// <summary>10 to 50 photos, highest fidelity; sent as <c>standard</c>.</summary>
    Standard,

    /// <summary>5 to 10 photos, quicker and cheaper; sent as <c>fast</c>.</summary>
    Fast,
}

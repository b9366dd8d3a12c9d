namespace Phota;

/// <summary>How a callback's signature is written. Phota's form is not documented; each of these is plausible.</summary>
// Of 64 bits, because ConvertTo-Json writes only such an enum by its name.
public enum CallbackSignatureForm : long
{
    /// <summary>There is no signature, or it has none of the forms below.</summary>
    None,

    /// <summary>64 hex digits over the body.</summary>
    Hex,

    /// <summary><c>sha256=</c> and 64 hex digits over the body.</summary>
    PrefixedHex,

    /// <summary><c>t=seconds,v1=hex</c>, over the seconds, a full stop and the body; several <c>v1</c> may stand for several secrets.</summary>
    Timestamped,

    /// <summary>32 bytes in base64 over the body.</summary>
    Base64,
}

namespace Phota;

/// <summary>What would be done for one input.</summary>
// Of 64 bits, because ConvertTo-Json writes only such an enum by its name.
public enum PlanAction : long
{
    /// <summary>A request is sent, and paid for.</summary>
    Submit,

    /// <summary>An earlier run has submitted it: its job is waited for, and nothing is paid again.</summary>
    Attach,

    /// <summary>The photo was edited since its result was saved: a request is sent and paid for, and the earlier result is kept.</summary>
    Renew,

    /// <summary>Its results are there already.</summary>
    Skip,

    /// <summary>It cannot be done; the reason says why.</summary>
    Refuse,
}

using System.Management.Automation;
using System.Reflection;

namespace PhotaPS;

/// <summary>What ShouldProcess will do, known before it does it.</summary>
internal static class WhatIf
{
    /// <summary>Whether -WhatIf is in force; ShouldProcess would say so only after writing its own line.</summary>
    public static bool IsWhatIf(this PSCmdlet cmdlet) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
            ? LanguagePrimitives.IsTrue(given)
            : LanguagePrimitives.IsTrue(cmdlet.SessionState.PSVariable.GetValue("WhatIfPreference"));

    /// <summary>Whether it will ask.</summary>
    public static bool WillAsk(this PSCmdlet cmdlet)
    {
        if (cmdlet.IsWhatIf()) return false;
        if (cmdlet.MyInvocation.BoundParameters.TryGetValue("Confirm", out object? given)) return LanguagePrimitives.IsTrue(given);
        object? preference = cmdlet.SessionState.PSVariable.GetValue("ConfirmPreference");
        ConfirmImpact impact = cmdlet.GetType().GetCustomAttribute<CmdletAttribute>()!.ConfirmImpact;
        return LanguagePrimitives.TryConvertTo(preference, out ConfirmImpact least) && least != ConfirmImpact.None && impact >= least;
    }
}

using System.Management.Automation;

namespace PhotaPS;

internal static class WhatIf
{
    /// <summary>Whether -WhatIf is in force; ShouldProcess would say so only after writing its own line.</summary>
    public static bool IsWhatIf(this PSCmdlet cmdlet) =>
        cmdlet.MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? given)
            ? LanguagePrimitives.IsTrue(given)
            : LanguagePrimitives.IsTrue(cmdlet.SessionState.PSVariable.GetValue("WhatIfPreference"));
}

using System.Management.Automation;

namespace PhotaPS.Formatting;

/// <summary>
/// Colours of the user's own $PSStyle, where they are wanted: on a screen, or anywhere when $PSStyle.OutputRendering is
/// Ansi. Windows PowerShell has no $PSStyle, and gets none.
/// </summary>
internal static class AnsiStyle
{
    /// <summary>In the colour of errors.</summary>
    public static string Alarm(string text, EngineIntrinsics engine)
    {
        object? style = engine.SessionState.PSVariable.GetValue("PSStyle");
        return IsWanted(Value(style, "OutputRendering"), engine)
            ? $"{Value(Value(style, "Formatting"), "Error")}{text}{Value(style, "Reset")}"
            : text;
    }

    // PowerShell takes colours out of what goes into its own files and strings, but not of what its process is piped into.
    private static bool IsWanted(object? rendering, EngineIntrinsics engine) => rendering?.ToString() switch
    {
        "Ansi" => true,
        "Host" => engine.Host.UI.SupportsVirtualTerminal && HostInteractivity.IsInteractive(engine.Host),
        _ => false,
    };

    private static object? Value(object? of, string name) => of is null ? null : PSObject.AsPSObject(of).Properties[name]?.Value;
}

using System.Management.Automation;

namespace PhotaPS;

/// <summary>What an input is called in errors and questions.</summary>
internal static class InputName
{
    /// <summary>Its path, URL or id, never with a signature; null for several inputs or none.</summary>
    public static string? Of(object? input) => Full(input) is { } name ? ShownText.Line(ShownSource.Of(name)) : null;

    private static string? Full(object? input) => input switch
    {
        PhotaImage image => image.FullName ?? image.Source ?? image.DownloadUri?.OriginalString,
        PhotaJob job => job.Source ?? job.JobId,
        PhotaProfile profile => profile.ProfileId,
        Array or null => null,
        PSObject { BaseObject: PSCustomObject } row => PhotoRow.Name(row),
        PSObject wrapped => Full(wrapped.BaseObject),
        _ => input.ToString(),
    };
}

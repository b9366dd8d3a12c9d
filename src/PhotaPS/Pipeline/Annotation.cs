using System.Management.Automation;

namespace PhotaPS;

/// <summary>Errors as the commands by which GitHub Actions and Azure Pipelines mark them in a build.</summary>
internal static class Annotation
{
    /// <summary>The command for each system that this process runs under; none at a prompt.</summary>
    public static IEnumerable<string> Of(PhotaException error, object? target)
    {
        string? file = File(target);
        string message = error.Told(target);
        if (HostInteractivity.IsSet("GITHUB_ACTIONS")) yield return GitHub(file, error.ErrorId, message);
        if (HostInteractivity.IsSet("TF_BUILD")) yield return Azure(file, error.ErrorId, message);
    }

    // Rules of docs.github.com, workflow commands: what ends a property or the line is escaped, and the escape itself.
    private static string GitHub(string? file, string title, string message)
    {
        string where = file is null ? "" : $"file={Property(file)},";
        return $"::error {where}title={Property(title)}::{Data(message)}";

        static string Data(string text) => Escaped(text, "%25");

        static string Property(string text) => Data(text).Replace(":", "%3A").Replace(",", "%2C");
    }

    // Rules of learn.microsoft.com, logging commands.
    private static string Azure(string? file, string code, string message)
    {
        string where = file is null ? "" : $"sourcepath={Property(file)};";
        return $"##vso[task.logissue type=error;{where}code={Property(code)};]{Data(message)}";

        static string Data(string text) => Escaped(text, "%AZP25");

        static string Property(string text) => Data(text).Replace(";", "%3B").Replace("]", "%5D");
    }

    private static string Escaped(string text, string percent) =>
        text.Replace("%", percent).Replace("\r", "%0D").Replace("\n", "%0A");

    /// <summary>The photo's file; null for a URL.</summary>
    private static string? File(object? target)
    {
        string? path = target switch
        {
            PSObject { BaseObject: PSCustomObject } row => PhotoRow.File(row),
            PSObject wrapped => File(wrapped.BaseObject),
            FileInfo file => file.FullName,
            PhotaImage image => image.FullName ?? image.Source,
            PhotaJob job => job.Source,
            _ => null,
        };
        return path is not null && Path.IsPathRooted(path) ? ShownText.Line(path) : null;
    }
}

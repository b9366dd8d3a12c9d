using System.Management.Automation;

namespace PhotaPS;

/// <summary>A photo as an error's target: a file that can be piped into a cmdlet again, brackets in its name or not.</summary>
internal static class InputFile
{
    /// <summary>What a PSPath begins with.</summary>
    public const string Provider = "Microsoft.PowerShell.Core\\FileSystem::";

    public static PSObject For(string path) => WithPSPath(new FileInfo(path), path);

    /// <summary>Gives an object the property by which it binds as the file at a path, as Get-ChildItem does.</summary>
    public static PSObject WithPSPath(object item, string path)
    {
        PSObject file = PSObject.AsPSObject(item);
        // An object that came through the pipeline may have it already.
        if (file.Properties["PSPath"] is null) file.Properties.Add(new PSNoteProperty("PSPath", Provider + path));
        return file;
    }

    /// <summary>The full path in a PSPath as Get-ChildItem emits it; null for any other text.</summary>
    public static string? PathOf(string psPath)
    {
        if (!psPath.StartsWith(Provider, StringComparison.OrdinalIgnoreCase)) return null;
        string path = psPath.Substring(Provider.Length);
        bool isFull = path is ['/', ..] or ['\\', '\\', ..] or [_, ':', '\\', ..];
        return isFull && !path.Contains("..") ? path : null;
    }
}

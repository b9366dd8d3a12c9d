using System.Management.Automation;

namespace PhotaPS;

/// <summary>A photo as an error's target: a file that can be piped into a cmdlet again, brackets in its name or not.</summary>
internal static class InputFile
{
    public static PSObject For(string path)
    {
        PSObject file = new(new FileInfo(path));
        file.Properties.Add(new PSNoteProperty("PSPath", $"Microsoft.PowerShell.Core\\FileSystem::{path}"));
        return file;
    }
}

using System.Management.Automation;

namespace PhotaPS;

/// <summary>Takes paths and files for -Path; any other object would be turned into a path that does not exist.</summary>
internal sealed class PhotoPathTransformationAttribute : ElementTransformationAttribute
{
    private protected override object? Change(object? element) => Bare(element) switch
    {
        null or string => element,
        FileSystemInfo file => InputFile.Provider + WildcardPattern.Escape(file.FullName),
        var other => throw Refusal($"A {other.GetType().Name} is not a path. Pipe results in, or name them with -InputObject; name URLs with -Uri."),
    };
}

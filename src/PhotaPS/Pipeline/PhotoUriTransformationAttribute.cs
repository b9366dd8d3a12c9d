namespace PhotaPS;

/// <summary>Takes a file for its URL, so that it is refused with the rule that it breaks and not as an object of another type.</summary>
internal sealed class PhotoUriTransformationAttribute : ElementTransformationAttribute
{
    private protected override object? Change(object? element) =>
        Bare(element) is FileSystemInfo file ? new Uri(file.FullName, UriKind.RelativeOrAbsolute) : element;
}

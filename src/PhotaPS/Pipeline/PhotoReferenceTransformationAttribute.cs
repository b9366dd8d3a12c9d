namespace PhotaPS;

/// <summary>Takes a path, a file, a URL or an earlier result for an image that goes into every request.</summary>
internal sealed class PhotoReferenceTransformationAttribute : ElementTransformationAttribute
{
    private protected override object? Change(object? element) => Bare(element) switch
    {
        null or string => element,
        FileSystemInfo file => file.FullName,
        Uri url => url.OriginalString,
        PhotaImage { FullName: { } path } => path,
        PhotaImage { DownloadUri: { } url } => url.OriginalString,
        var other => throw Refusal($"A {other.GetType().Name} names no image; give a path, a URL or a result."),
    };
}

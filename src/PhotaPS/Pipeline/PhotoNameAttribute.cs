namespace PhotaPS;

/// <summary>Takes a path, a file, an address or an earlier result for a picture that goes into every request.</summary>
internal sealed class PhotoNameAttribute : ElementTransformationAttribute
{
    private protected override object? Change(object? element) => Bare(element) switch
    {
        null or string => element,
        FileSystemInfo file => file.FullName,
        Uri address => address.OriginalString,
        PhotaImage { Path: { } path } => path,
        PhotaImage { DownloadUri: { } address } => address.OriginalString,
        var other => throw Refusal($"A {other.GetType().Name} names no picture; give a path, an address or a result."),
    };
}

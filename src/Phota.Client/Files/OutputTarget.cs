using System.Diagnostics.CodeAnalysis;

namespace Phota;

/// <summary>Takes the images of one request: gives each a file to be written to, and then its name.</summary>
internal interface IImageStore
{
    AtomicImageFile Create();

    /// <summary>Verifies an image and gives it its name.</summary>
    /// <param name="file">The image, whole.</param>
    /// <param name="index">Which image of the request, from 0.</param>
    SavedImage Save(AtomicImageFile file, int index);
}

/// <summary>Where the images of one request go: a folder, a name to derive theirs from, and whether to overwrite.</summary>
/// <param name="Directory">The folder; it must exist.</param>
/// <param name="SourceName">The source's file name.</param>
/// <param name="Overwrite">Whether an existing file may be replaced.</param>
public sealed record OutputTarget(string Directory, string SourceName, bool Overwrite) : IImageStore
{
    /// <summary>How large an image may be, in bytes.</summary>
    internal long MaxBytes { get; init; } = AtomicImageFile.MaxBytes;

    /// <summary>The name of each image, from 0, without its extension; null derives it from the source's.</summary>
    internal Func<int, string>? Names { get; init; }

    /// <summary>The path of one image of the request.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="format">Its format.</param>
    public string PathFor(int index, ImageFormat format) =>
        Path.Combine(Directory, Names is null ? OutputName.For(SourceName, index, format) : Names(index) + OutputName.Extension(format));

    /// <summary>All paths that a request will write.</summary>
    /// <param name="count">How many images were asked for.</param>
    /// <param name="format">Their format.</param>
    public IReadOnlyList<string> PathsFor(int count, OutputFormat format) =>
        [.. Enumerable.Range(0, count).Select(index => PathFor(index, ToImageFormat(format)))];

    AtomicImageFile IImageStore.Create() => new(Directory, $".phota-{Guid.NewGuid():N}.part", MaxBytes);

    SavedImage IImageStore.Save(AtomicImageFile file, int index)
    {
        ImageFileInfo info = file.Complete(index);
        string path = PathFor(index, info.Format);
        if (!file.TryMoveTo(path, Overwrite) && !AtomicImageFile.IsIntact(path, info.Length, info.Sha256)) ThrowTaken(path, "exists already and is not overwritten");
        return new(path, info);
    }

    internal void RequireFree(int count, OutputFormat format)
    {
        foreach (string path in PathsFor(count, format)) RequireFree(path, "exists already; nothing was sent");
    }

    internal void RequireFree(string path, string why = "exists already and is not overwritten")
    {
        if (!Overwrite && File.Exists(path)) ThrowTaken(path, why);
    }

    [DoesNotReturn]
    internal static void ThrowTaken(string path, string why) =>
        throw new PhotaException(PhotaErrorKind.OutputFile, $"'{path}' {why}.")
        {
            Remedy = PhotaRemedy.Replace,
        };

    internal static ImageFormat ToImageFormat(OutputFormat format) =>
        format == OutputFormat.Png ? ImageFormat.Png : ImageFormat.Jpeg;
}

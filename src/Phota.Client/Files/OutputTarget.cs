using System.Diagnostics.CodeAnalysis;

namespace Phota;

/// <summary>Where the pictures of one request go: a folder, a name to derive theirs from, and whether to overwrite.</summary>
/// <param name="Directory">The folder; it must exist.</param>
/// <param name="SourceName">The source's file name.</param>
/// <param name="Overwrite">Whether an existing file may be replaced.</param>
public sealed record OutputTarget(string Directory, string SourceName, bool Overwrite)
{
    internal const string Taken = "exists already and is not overwritten";

    /// <summary>Called with each picture once it is verified, before it gets its name; whoever sets it has made room for it.</summary>
    internal Action<SavedPicture>? Recording { get; init; }

    /// <summary>How large a picture may be.</summary>
    internal long MostBytes { get; init; } = PictureFile.MostBytes;

    /// <summary>The path of one picture of the request.</summary>
    /// <param name="index">Which one, from 0.</param>
    /// <param name="format">Its format.</param>
    public string PathFor(int index, ImageFormat format) => Path.Combine(Directory, OutputName.For(SourceName, index, format));

    /// <summary>All paths that a request will write.</summary>
    /// <param name="count">How many pictures were asked for.</param>
    /// <param name="format">Their format.</param>
    public IReadOnlyList<string> PathsFor(int count, OutputFormat format) =>
        [.. Enumerable.Range(0, count).Select(index => PathFor(index, ToImageFormat(format)))];

    internal void RequireFree(int count, OutputFormat format)
    {
        foreach (string path in PathsFor(count, format)) RequireFree(path, "exists already; nothing was sent");
    }

    internal void RequireFree(string path, string why = Taken)
    {
        if (!Overwrite && Recording is null && File.Exists(path)) ThrowTaken(path, why);
    }

    [DoesNotReturn]
    internal static void ThrowTaken(string path, string why) =>
        throw new PhotaException(PhotaErrorKind.OutputFile, $"'{path}' {why}.")
        {
            RecommendedAction = "Use -Force to overwrite it, or choose another -Destination.",
        };

    internal static ImageFormat ToImageFormat(OutputFormat format) =>
        format == OutputFormat.Png ? ImageFormat.Png : ImageFormat.Jpeg;
}

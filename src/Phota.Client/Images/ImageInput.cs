namespace Phota;

/// <summary>A photo that goes into a request: a local file, or an address that the service fetches itself.</summary>
/// <remarks>The API takes raw base64 or a public URL and tells them apart (<c>api/studio/edit</c>).</remarks>
public abstract class ImageInput
{
    private protected ImageInput(string source) => Source = source;

    /// <summary>The path or address, as the user gave it.</summary>
    public string Source { get; }

    /// <summary>Reads a file's first bytes and accepts it when they begin a JPEG, PNG, WebP or HEIC picture.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="PhotaException">Kind InputFile: missing, a directory, empty, unreadable, or not a picture.</exception>
    public static ImageInput FromFile(string path) => LocalPhoto.Open(path);

    /// <summary>Names a photo by an address that the service can reach.</summary>
    /// <param name="uri">An absolute http or https address.</param>
    /// <exception cref="PhotaException">Kind Validation: not an absolute http or https address.</exception>
    public static ImageInput FromUri(Uri uri) => new RemotePhoto(uri, uri.OriginalString);

    /// <summary>Takes a result of an earlier operation: by its URL while that works, or else from where it was saved.</summary>
    /// <param name="image">The result.</param>
    /// <exception cref="PhotaException">Kind InputFile: its URL has expired and it was not saved.</exception>
    public static ImageInput FromResult(PhotaImage image)
    {
        string? source = image.Source is { } origin && image.Index > 0 ? OutputName.Variation(origin, image.Index) : image.Source;
        bool isAlive = image.DownloadUri is not null && !(image.ExpiresAt <= DateTimeOffset.UtcNow);
        bool isSaved = image.Path is not null && File.Exists(image.Path);
        if (isAlive) return new RemotePhoto(image.DownloadUri!, source ?? ShownSource.Of(image.DownloadUri!), IdentityOf(image, isSaved));
        if (image.Path is not null) return LocalPhoto.Open(image.Path);
        throw new PhotaException(PhotaErrorKind.InputFile, $"The result of '{image.Source}' was not saved and its URL has expired.");
    }

    /// <summary>What the input is, wherever it lies and whatever its name.</summary>
    internal abstract string Identity();

    // By its bytes where it is on disk, so that it is the same input when its URL has expired.
    private static string? IdentityOf(PhotaImage image, bool isSaved) =>
        isSaved ? LocalPhoto.Open(image.Path!).Identity()
        : image.Fingerprint is not null ? FormattableString.Invariant($"request:{image.Fingerprint}/{image.Index + 1}")
        : null;
}

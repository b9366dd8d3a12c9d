namespace Phota;

/// <summary>A photo that goes into a request: a local file, or a URL that the service fetches itself.</summary>
/// <remarks>The API takes raw base64 or a public URL and tells them apart (<c>api/studio/edit</c>).</remarks>
public abstract class ImageInput
{
    private protected ImageInput(string source) => Source = source;

    /// <summary>The path or URL, as the user gave it.</summary>
    public string Source { get; }

    /// <summary>Reads a file's first bytes and accepts it when they begin a JPEG, PNG, WebP or HEIC image.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="PhotaException">Kind InputFile: missing, a directory, empty, unreadable, or not an image.</exception>
    public static ImageInput FromFile(string path) => LocalPhoto.Open(path);

    /// <summary>Whether a path leads to something that neither is an image that the service takes nor is named like one: a folder, a raw photo, a text.</summary>
    /// <param name="path">The path.</param>
    public static bool IsUnsupported(string path) => LocalPhoto.IsUnsupported(path);

    /// <summary>Names a photo by a URL that the service can reach.</summary>
    /// <param name="uri">An absolute http or https URL.</param>
    /// <exception cref="PhotaException">Kind Validation: not an absolute http or https URL.</exception>
    public static ImageInput FromUri(Uri uri) => new RemotePhoto(uri, uri.OriginalString);

    /// <summary>
    /// Takes a result of an earlier operation: by its URL while that works, or else from where it was saved. Either way its
    /// own result gets the same name.
    /// </summary>
    /// <param name="image">The result.</param>
    /// <param name="isPlan">Whether the input is for a plan, so that an image that is only planned will do.</param>
    /// <exception cref="PhotaException">Kind InputFile: its URL has expired and it was not saved. Kind Validation: it is only planned.</exception>
    public static ImageInput FromResult(PhotaImage image, bool isPlan = false)
    {
        string? source = NameOf(image);
        if (image.IsPlanned && !isPlan)
        {
            throw new PhotaException(PhotaErrorKind.Validation, $"The image of '{image.Source ?? image.Prompt}' is a plan and was not made; nothing was sent.")
            {
                Remedy = PhotaRemedy.PlanBoth,
            };
        }

        if (image.PlannedIdentity is { } identity) return new PlannedPhoto(source!, identity);
        bool isAlive = image.DownloadUri is not null && !(image.ExpiresAt <= DateTimeOffset.UtcNow);
        bool isSaved = image.FullName is not null && File.Exists(image.FullName);
        if (isAlive) return new RemotePhoto(image.DownloadUri!, source ?? ShownSource.Of(image.DownloadUri!), IdentityOf(image, isSaved), isSaved ? image.FullName : image.Source);
        if (image.FullName is not null) return LocalPhoto.Open(image.FullName, source);
        throw new PhotaException(PhotaErrorKind.InputFile, $"The result of '{image.Source}' was not saved and its URL has expired.");
    }

    // What the next result is called must not depend on whether a URL still works.
    private static string? NameOf(PhotaImage image)
    {
        if (image.GivenSource is null && image.FullName is not null) return image.FullName;
        string? name = image.GivenSource ?? (image.Prompt is null ? null : SafeName.FromPrompt(image.Prompt));
        return name is null || image.Index == 0 ? name : OutputName.Variation(name, image.Index);
    }

    /// <summary>Where the photo, or what it was made of, lies on this machine; null where it does not.</summary>
    internal virtual string? LocalPath => null;

    /// <summary>Identifies the input by its content, independent of its path and name.</summary>
    /// <param name="known">Photos that need not be read; null reads all.</param>
    internal abstract string Identity(KnownPhotos? known = null);

    // By its bytes where it is on disk, so that it is the same input when its URL has expired.
    private static string? IdentityOf(PhotaImage image, bool isSaved) =>
        isSaved ? LocalPhoto.Open(image.FullName!).Identity(known: null)
        : image.Fingerprint is not null ? IdentityOf(image.Fingerprint, image.Variation)
        : null;

    /// <summary>The identity of an image that is not on disk: the request that makes it, and which of its variations it is.</summary>
    internal static string IdentityOf(string fingerprint, int variation) => FormattableString.Invariant($"request:{fingerprint}/{variation}");
}

namespace Phota;

/// <summary>Saves a profile's image, verified and under its final name only when it is whole.</summary>
internal static class ProfilePicture
{
    public static OutputTarget TargetFor(string profileId, string folder, bool overwrite) =>
        new(folder, $"{SafeName.Clean(profileId)}.jpg", overwrite);

    public static async Task<SavedImage> SaveAsync(HttpResponseMessage response, OutputTarget target, CancellationToken cancellationToken)
    {
        IImageStore store = target;
        using AtomicImageFile file = store.Create();
        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await file.FillAsync(body, cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentLength is { } announced && announced != file.Length)
            throw new IOException($"{file.Length} of {announced} bytes arrived");
        return store.Save(file, 0);
    }
}

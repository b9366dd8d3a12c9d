namespace Phota.Tests.Metadata;

/// <summary>Makes results as a destination does, without a service.</summary>
internal static class Result
{
    public static DateTimeOffset Time { get; } = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    public static string Photo(string name) => Path.Combine(Repository.Root, "docs", "photos", name);

    /// <summary>Makes a result of a photo; the service's image is one of the photos of the documentation.</summary>
    /// <returns>The warning, or null.</returns>
    public static string? Make(string? photo, string image, string path, string operation, MetadataMode mode = MetadataMode.Copy) =>
        Save(photo, File.ReadAllBytes(Photo(image)), path, operation, mode);

    public static string? Save(string? photo, byte[] image, string path, string operation, MetadataMode mode = MetadataMode.Copy)
    {
        string folder = Path.GetDirectoryName(path)!;
        using AtomicImageFile came = new(folder, Guid.NewGuid().ToString("N"));
        came.Write(image);
        using WrittenMetadata written = new MetadataWriter(mode, operation, photo).Write(came, 0, Time, () => new AtomicImageFile(folder, Guid.NewGuid().ToString("N")));
        AtomicImageFile whole = written.File ?? came;
        ImageFileInfo info = whole.Complete(0);
        string? warning = written.SaveSidecar(path, Path.Combine(folder, Guid.NewGuid().ToString("N")), known: null);
        Assert.True(whole.TryMoveTo(path));
        Assert.True(AtomicImageFile.IsIntact(path, info.Length, info.Sha256));
        return warning;
    }
}

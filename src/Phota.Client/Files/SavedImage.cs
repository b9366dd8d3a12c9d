namespace Phota;

/// <summary>What a whole image file is.</summary>
internal sealed record ImageFileInfo(ImageFormat Format, int? Width, int? Height, long Length, string Sha256);

/// <summary>An image that lies verified under its final name.</summary>
internal sealed record SavedImage(string Path, ImageFileInfo Info)
{
    /// <summary>Why its photo's metadata is not with it; null where nothing went wrong.</summary>
    public string? Warning { get; init; }

    /// <summary>Whether another process gave it its name; null where this one did not save it.</summary>
    public bool? IsAdopted { get; init; }
}

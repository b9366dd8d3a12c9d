namespace Phota;

/// <summary>An image format that the service reads (<c>api/studio/edit</c>) or writes.</summary>
public enum ImageFormat
{
    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>WebP.</summary>
    WebP,

    /// <summary>HEIC or another HEIF brand.</summary>
    Heic,
}

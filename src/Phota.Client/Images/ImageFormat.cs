namespace Phota;

/// <summary>An image format that the service reads (<c>api/studio/edit</c>) or writes.</summary>
// Of 64 bits, because ConvertTo-Json writes only such an enum by its name.
public enum ImageFormat : long
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

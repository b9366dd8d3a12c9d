namespace Phota.Sandbox.Pictures;

/// <summary>A photo to work on. Its bytes are fetched only when they are needed.</summary>
/// <param name="key">The same for the same picture.</param>
/// <param name="read">Its first bytes, at most so many.</param>
internal sealed class SourcePhoto(string key, Func<int, byte[]> read)
{
    // Headers lie in front, behind no more than colour profiles and thumbnails.
    private const int HeadBytes = 1024 * 1024;

    public string Key => key;

    /// <summary>A photo that the sandbox cannot see: its URL is somewhere else.</summary>
    public static SourcePhoto Unseen(string key) => new(key, _ => []);

    public (int Width, int Height)? ReadSize() => PhotoSize.Of(read(HeadBytes));

    /// <returns><c>null</c> for what cannot be decoded here: WebP, HEIC, damaged or gigantic pictures.</returns>
    public Raster? Decode() => PhotoDecoder.Decode(read(int.MaxValue));
}

namespace Phota;

/// <summary>A picture that lies verified under its final name.</summary>
internal sealed record SavedPicture(string Path, ImageFormat Format, int? Width, int? Height, long Length, string Sha256);

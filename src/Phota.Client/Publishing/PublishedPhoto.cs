namespace Phota;

/// <summary>A photo that lies where the service can fetch it.</summary>
/// <param name="Source">The file that it was published from.</param>
/// <param name="Uri">Its URL as the service needs it, signature included; <see cref="ToString"/> shows it without.</param>
public sealed record PublishedPhoto(string Source, Uri Uri)
{
    /// <summary>The last part of its URL.</summary>
    public string Name => ShownSource.Name(Uri.AbsoluteUri);

    /// <summary>Its size in bytes.</summary>
    public long Length { get; init; }

    /// <summary>Whether it was uploaded now; false where it lay there already.</summary>
    public bool IsNew { get; init; }

    /// <summary>The URL without its signature.</summary>
    public override string ToString() => ShownSource.Of(Uri);
}

namespace Phota;

/// <summary>An image that a planned request would bring: what is done with it can be planned, but nothing can be sent.</summary>
internal sealed class PlannedPhoto(string source, string identity) : ImageInput(source)
{
    internal override string Identity(KnownPhotos? known) => identity;
}

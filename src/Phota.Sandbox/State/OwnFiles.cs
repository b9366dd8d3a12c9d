using Phota.Sandbox.Pictures;

namespace Phota.Sandbox.State;

/// <summary>Photos whose URLs lead back here: results of other operations, and the public sample photos.</summary>
internal sealed class OwnFiles(World world)
{
    /// <returns>Whether the URL is one of ours; the photo is <c>null</c> when it leads nowhere.</returns>
    public bool TryFind(Uri url, out SourcePhoto? photo)
    {
        photo = null;
        if (url.Authority != world.BaseUri.Authority)
            return false;

        if (SamplePhotos.TryParse(url.AbsolutePath, out int number))
            photo = SamplePhotos.Of(number);
        else if (world.Links.TryParse(url, out string name, out LinkState state) && state == LinkState.Valid
            && world.Pictures.Find(name) is { } picture)
            photo = new SourcePhoto(name, _ => picture.Read());
        return true;
    }
}

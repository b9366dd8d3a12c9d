namespace Phota.Sandbox.Pictures;

/// <summary>What the darkroom is to make.</summary>
/// <param name="Photo">The photo to follow, and to derive from if it can be decoded.</param>
/// <param name="Derives">Whether the photo is worked on, or only followed in its proportions.</param>
/// <param name="Subject">What a stock scene is picked by.</param>
/// <param name="Longest">Pixels of the longest side.</param>
/// <param name="Aspect">Fixed proportions; <c>null</c> to follow the photo.</param>
internal sealed record PictureOrder(
    string Operation,
    SourcePhoto? Photo,
    bool Derives,
    string Subject,
    PictureFormat Format,
    int Longest,
    (int Width, int Height)? Aspect,
    int Seed)
{
    public string CacheKey => $"{Operation}|{Derives}|{Subject}|{Format.Extension}|{Longest}|{Aspect}|{Seed}";

    public (int Width, int Height) SizeFor((int Width, int Height) photo)
    {
        (int width, int height) = Aspect ?? photo;
        return width >= height
            ? (Longest, Math.Max(1, (int)Math.Round((double)Longest * height / width)))
            : (Math.Max(1, (int)Math.Round((double)Longest * width / height)), Longest);
    }
}

namespace PhotaPS;

/// <summary>Saved images that the user is to choose among, each request's beside the photo that they were made of.</summary>
internal sealed class ImageSelection
{
    private readonly List<PhotaImage> _images = [];
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);

    /// <summary>The images, in the order in which they came.</summary>
    public IReadOnlyList<PhotaImage> Images => _images;

    /// <summary>Adds an image; one that is there already is not shown twice.</summary>
    /// <param name="image">The image.</param>
    /// <exception cref="PhotaException">Kind NotFound: it is not saved.</exception>
    public void Add(PhotaImage image)
    {
        if (image.FullName is not { } path) throw new PhotaException(PhotaErrorKind.NotFound, $"The image of '{image}' is not saved, so it cannot be shown.") { Remedy = PhotaRemedy.SaveImages };
        if (_paths.Add(path)) _images.Add(image);
    }

    /// <summary>The numbers of the images of each request, in the order of their variations.</summary>
    internal IEnumerable<IReadOnlyList<int>> Groups() => Enumerable.Range(0, _images.Count)
        .GroupBy(i => (_images[i].Operation, _images[i].Source, _images[i].Fingerprint ?? _images[i].JobId ?? _images[i].RequestId ?? $"#{i}"))
        .Select(group => (IReadOnlyList<int>)[.. group.OrderBy(i => _images[i].Variation)]);
}

/// <summary>What the user chose; what is in neither list was left undecided.</summary>
internal sealed class ImageChoice
{
    internal ImageChoice(IReadOnlyList<PhotaImage> kept, IReadOnlyList<PhotaImage> rejected)
    {
        Kept = kept;
        Rejected = rejected;
    }

    /// <summary>The images to keep, in the order in which they came.</summary>
    public IReadOnlyList<PhotaImage> Kept { get; }

    /// <summary>The images that are not wanted.</summary>
    public IReadOnlyList<PhotaImage> Rejected { get; }
}

using System.Text;

namespace PhotaPS;

/// <summary>
/// One HTML page that shows results beside the photos that they were made of, with what they cost, which were rejected and
/// what failed. It needs no network and may use none.
/// </summary>
internal sealed class PhotaReport
{
    /// <summary>
    /// How many bytes of images a page may have in it: browsers hold all of a page in memory, and it may be sent to others.
    /// </summary>
    public const long MaxEmbeddedBytes = 50 * 1024 * 1024;

    private readonly List<PhotaImage> _images = [];
    private readonly Dictionary<string, List<int>> _known = [];
    private readonly List<PhotaFailure> _failures = [];
    private readonly HashSet<(string Fingerprint, int Variation)> _rejected = [];
    private readonly HashSet<string> _chosen = [];

    /// <summary>The page's title.</summary>
    public string Title { get; init; } = "Phota report";

    /// <summary>Whether the page links to all images where they lie, instead of having any in it.</summary>
    public bool AreReferences { get; init; }

    /// <summary>How many images the page that was written links to, because they are not in it.</summary>
    public int LinkedCount { get; private set; }

    /// <summary>The results.</summary>
    public IReadOnlyList<PhotaImage> Images => _images;

    /// <summary>The inputs that failed.</summary>
    public IReadOnlyList<PhotaFailure> Failures => _failures;

    /// <summary>Adds a result; its file and its photo's are looked for when the page is written. One that is there already is not shown twice.</summary>
    /// <param name="image">The result.</param>
    public void Add(PhotaImage image)
    {
        // The ledger of a shared folder may name a photo on any host, and Windows would log in there to look for it.
        if (IsOnShare(image.Source) && !IsOnShare(image.FullName)) image = image with { Source = image.Source!.Substring(image.Source.LastIndexOfAny(['/', '\\']) + 1) };
        if (ImageKey.From(image.Fingerprint, image.Variation, image.JobId, image.RequestId) is not { } key)
        {
            _images.Add(image);
            return;
        }

        if (!_known.TryGetValue(key, out List<int>? places)) _known.Add(key, places = []);
        // Copies of one image, for photos with the same bytes, are shown beside each their photo.
        int at = places.FindIndex(place => _images[place].FullName is not { } path || image.FullName is null || image.FullName == path);
        if (at < 0)
        {
            places.Add(_images.Count);
            _images.Add(image);
            return;
        }

        PhotaImage known = _images[places[at]];
        _images[places[at]] = (known.FullName is null ? image : known) with { EstimatedCost = ImageKey.MergeCosts(known.EstimatedCost, image.EstimatedCost) };
    }

    /// <summary>Notes that the user did not want a result; the other variations of its request were kept.</summary>
    /// <param name="image">The result.</param>
    public void Reject(PhotaImage image)
    {
        if (image.Fingerprint is not { } fingerprint) return;
        _rejected.Add((fingerprint, image.Variation));
        _chosen.Add(fingerprint);
    }

    /// <summary>What the user chose about a result; null where no variation of its request was rejected.</summary>
    public bool? IsKept(PhotaImage image) =>
        image.Fingerprint is { } fingerprint && _chosen.Contains(fingerprint) ? !_rejected.Contains((fingerprint, image.Variation)) : null;

    /// <summary>Adds an input that failed.</summary>
    /// <param name="failure">The input, and why.</param>
    public void Add(PhotaFailure failure) => _failures.Add(failure);

    /// <summary>Writes the page. An image goes from its file into the page in blocks; none is held.</summary>
    /// <param name="file">Where to; it is not yet committed.</param>
    /// <param name="progress">Told how many images are written.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="PhotaException">Kind OutputFile: it cannot be written.</exception>
    public async Task WriteAsync(ReportFile file, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        try
        {
            using StreamWriter writer = new(file.Stream, new UTF8Encoding(false), 16 * 1024, leaveOpen: true);
            await WriteAsync(writer, Path.GetDirectoryName(file.FullPath)!, progress, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw file.Failed(e);
        }
    }

    private static bool IsOnShare(string? path) => path is ['\\' or '/', '\\' or '/', ..];

    private async Task WriteAsync(StreamWriter writer, string folder, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        (HashSet<string> embedded, bool isWhole) = ChooseEmbedded();
        ReportImages pageImages = new(writer, folder, embedded);
        ReportPage page = new(writer, this);
        ReportArticle article = new(writer, this, pageImages, folder);
        page.Begin(embedded.Count, hasLinks: !isWhole);
        int requests = 0, written = 0;
        foreach (IReadOnlyList<PhotaImage> images in Requests())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await article.WriteAsync(images, ++requests, cancellationToken).ConfigureAwait(false);
            progress?.Report(written += images.Count);
        }

        page.End();
        LinkedCount = pageImages.LinkedCount;
    }

    // The first ones, so that the page can say which. Each is looked at only until there are too many.
    private (HashSet<string> Paths, bool IsWhole) ChooseEmbedded()
    {
        HashSet<string> paths = new(StringComparer.Ordinal);
        long bytes = 0;
        foreach (string path in Requests().SelectMany(images => images.SelectMany(image => new[] { image.FullName, image.Source })).OfType<string>())
        {
            if (paths.Contains(path) || ReportImage.Find(path).Photo is not { } photo) continue;
            if (AreReferences || (bytes += photo.Length) > MaxEmbeddedBytes) return (paths, IsWhole: false);
            paths.Add(path);
        }

        return (paths, IsWhole: true);
    }

    // The images of one request, side by side; those that say of none are each for themselves.
    private IEnumerable<IReadOnlyList<PhotaImage>> Requests() => _images
        .Select((image, i) => (image, request: image.JobId ?? image.RequestId ?? $"#{i}"))
        .GroupBy(one => (one.image.Operation, one.image.Source, one.request), one => one.image)
        .Select(images => (IReadOnlyList<PhotaImage>)[.. images.OrderBy(image => image.Variation)]);
}

namespace Phota;

/// <summary>One image that the service made, flat so that it goes well into a CSV file, a group or a sum.</summary>
/// <remarks>The service reports neither size nor price (<c>api/studio/edit</c>): sizes are read from the saved file, costs are estimates.</remarks>
public sealed record PhotaImage : IPriced
{
    /// <summary>The operation that made it: enhance, edit, generate or remix.</summary>
    public required string Operation { get; init; }

    /// <summary>The photo that it was made of: path or URL; null for a generated image.</summary>
    public string? Source
    {
        get;
        init
        {
            field = value is null ? null : ShownSource.Of(value);
            GivenSource = value;
        }
    }

    /// <summary>How it came into the pipeline.</summary>
    public ImageOrigin Origin { get; init; }

    /// <summary>Which variation it is, from 1: the number in its file's name.</summary>
    public int Variation { get; init; } = 1;

    /// <summary>Its file's name, once it is saved.</summary>
    public string? Name => FullName is null ? null : Path.GetFileName(FullName);

    /// <summary>Its file's full path, once it is saved.</summary>
    public string? FullName { get; init; }

    /// <summary>Its signed URL, when the service gave one.</summary>
    public Uri? DownloadUri { get; init; }

    /// <summary>When the URL stops working: 24 hours after it was given (<c>release-notes v0.2.0</c>).</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Its format: as asked, or as found once it is saved.</summary>
    public ImageFormat Format { get; init; }

    /// <summary>Width in pixels, once it is saved.</summary>
    public int? Width { get; init; }

    /// <summary>Height in pixels, once it is saved.</summary>
    public int? Height { get; init; }

    /// <summary>Size in bytes, once it is saved.</summary>
    public long? Length { get; init; }

    /// <summary>SHA-256 of the file in lower-case hex, once it is saved.</summary>
    public string? Sha256 { get; init; }

    /// <summary>The prompt that was sent.</summary>
    public string? Prompt { get; init; }

    /// <summary>The base model that was asked for, or to which the operation is pinned.</summary>
    public string? BaseModel { get; init; }

    /// <summary>The resolution that was asked for, or to which the operation is pinned: 1K, 2K or 4K.</summary>
    public string? Resolution { get; init; }

    /// <summary>The profiles that were offered, separated by commas.</summary>
    public string? ProfileId { get; init; }

    /// <summary>The profiles that the service recognised in the request's images, as <c>id=times</c>, separated by commas.</summary>
    public string? KnownSubject { get; init; }

    /// <summary>
    /// What it cost by the known prices in US dollars, told once: 0 for an image that was told of before, and null when the
    /// price is not known.
    /// </summary>
    public decimal? EstimatedCost { get; init; }

    /// <summary>The service's id of the request.</summary>
    public string? RequestId { get; init; }

    /// <summary>The job that made it, on the asynchronous path.</summary>
    public string? JobId { get; init; }

    /// <summary>Our own id of the request, on the asynchronous path.</summary>
    public string? ClientRequestId { get; init; }

    /// <summary>The fingerprint of the request that made it.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>How many attempts the request took.</summary>
    public int Attempt { get; init; }

    /// <summary>How long the request took, retries included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>When the answer arrived, in UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>What else the service said of the request, as a JSON object; null when there is nothing that this library does not know.</summary>
    public string? AdditionalFields { get; init; }

    /// <summary>Which image of its request's answers it is, from 0.</summary>
    internal int Index => Variation - 1;

    /// <summary>The source as it was given, which names files; a URL's query may hold a signature, so it is neither shown nor stored.</summary>
    internal string? GivenSource { get; private init; }

    /// <summary>Whether it is an image of a plan, which only other plans can be made of.</summary>
    internal bool IsPlanned { get; init; }

    /// <summary>What a planned image is known by; null for any other, and for a planned one that is on disk.</summary>
    internal string? PlannedIdentity { get; init; }

    /// <summary>When the service made it, where the service says so: the same for everyone who fetches it.</summary>
    internal DateTimeOffset? MadeAt { get; init; }

    /// <summary>Why its photo's metadata is not with it; null where nothing went wrong.</summary>
    internal string? Warning { get; init; }

    /// <inheritdoc cref="SavedImage.IsAdopted"/>
    internal bool? IsAdopted { get; init; }

    /// <summary>Which attempt at the request made it.</summary>
    internal int RequestAttempt { get; init; } = 1;

    /// <summary>Its file's name, or else what it was made of.</summary>
    public override string ToString() => Name ?? (Source is null ? Prompt : ShownSource.Name(Source)) ?? Operation;

    internal PhotaImage Saved(SavedImage saved) => this with
    {
        FullName = saved.Path,
        Format = saved.Info.Format,
        Width = saved.Info.Width,
        Height = saved.Info.Height,
        Length = saved.Info.Length,
        Sha256 = saved.Info.Sha256,
        Warning = saved.Warning,
        IsAdopted = saved.IsAdopted,
    };
}

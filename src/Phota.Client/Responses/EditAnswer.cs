namespace Phota;

/// <summary>An answer of an image operation, with the images that came inside it already on disk.</summary>
internal sealed record EditAnswer(EditResponse Response, IReadOnlyList<SavedImage> Saved)
{
    /// <summary>The answer's text, without its images.</summary>
    public ReadOnlyMemory<byte> Json { get; init; }
}

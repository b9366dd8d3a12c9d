namespace Phota;

/// <summary>An answer of a picture operation, with the pictures that came inside it already on disk.</summary>
internal sealed record EditAnswer(EditResponse Response, IReadOnlyList<SavedPicture> Saved);

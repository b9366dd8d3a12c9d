namespace Phota;

/// <summary>Saves each image of an answer as it arrives; a complete image stays even if the rest of the answer fails.</summary>
internal sealed class StreamedImageSaver(IImageStore store, int firstIndex = 0, int wanted = int.MaxValue) : IImageSink, IDisposable
{
    private const int MaxImages = 64;

    private readonly List<SavedImage> _saved = [];
    private AtomicImageFile? _file;
    private Base64Decoder? _decoder;

    public IReadOnlyList<SavedImage> Saved => _saved;

    public void Begin()
    {
        if (_saved.Count == MaxImages)
            throw new PhotaException(PhotaErrorKind.Response, $"The service sends more than {MaxImages} images.");
        // More than was asked for would take the names of further variations.
        if (_saved.Count >= wanted) return;
        _file = store.Create();
        _decoder = new Base64Decoder(_file);
    }

    public void Add(ReadOnlySpan<byte> base64) => _decoder?.Add(base64);

    public void End()
    {
        if (_decoder is null) return;
        _decoder.End();
        _saved.Add(store.Save(_file!, firstIndex + _saved.Count));
        Close();
    }

    public void Dispose() => Close();

    private void Close()
    {
        _decoder?.Dispose();
        _file?.Dispose();
        _decoder = null;
        _file = null;
    }
}

using System.Buffers;

namespace Phota;

/// <summary>Reads the answer of an image operation; of images inside it, never more than a block is in memory.</summary>
internal sealed class EditAnswerReader(IImageStore? store, int firstIndex = 0, int wanted = int.MaxValue)
{
    private const int BlockSize = 128 * 1024;

    /// <summary>No answer is larger: four images of the largest size, as text.</summary>
    internal const long MaxBytes = 4 * (AtomicImageFile.MaxBytes / 3 * 4);

    internal long Limit { get; init; } = MaxBytes;

    /// <summary>Images that were complete before the answer broke off.</summary>
    public IReadOnlyList<SavedImage> Saved { get; private set; } = [];

    public async Task<EditAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using StreamedImageSaver? saver = store is null ? null : new(store, firstIndex, wanted);
        StreamingImageReader strings = new((IImageSink?)saver ?? new NoImages());
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            long total = 0;
            using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            int read;
            while ((read = await body.ReadAsync(block.AsMemory(), cancellationToken).ConfigureAwait(false)) > 0)
            {
                strings.Feed(block.AsSpan(0, read));
                if ((total += read) > Limit)
                    throw new PhotaException(PhotaErrorKind.Response, "The service's answer is larger than any that its contract allows.");
            }
        }
        finally
        {
            Saved = saver?.Saved ?? [];
            ArrayPool<byte>.Shared.Return(block);
        }

        if (!strings.IsComplete) throw new PhotaException(PhotaErrorKind.Response, "The service's answer is empty, broken off or not JSON.");
        return new(EditResponse.Parse(strings.Rest), Saved) { Json = strings.Rest };
    }

    private sealed class NoImages : IImageSink
    {
        public void Begin() => throw new PhotaException(
            PhotaErrorKind.Response, "The service sent the image inside its answer, though a URL was asked for, and there is no destination to save it in.");

        public void Add(ReadOnlySpan<byte> base64)
        {
        }

        public void End()
        {
        }
    }
}

using System.Net;

namespace Phota;

/// <summary>The content of an answer, read through another stream, with word of when it is disposed of.</summary>
internal sealed class WrappedContent : HttpContent
{
    private readonly HttpContent _content;
    private readonly Func<Stream, Stream> _wrap;
    private Action? _disposed;

    public WrappedContent(HttpContent content, Func<Stream, Stream> wrap, Action? disposed = null)
    {
        _content = content;
        _wrap = wrap;
        _disposed = disposed;
        foreach (KeyValuePair<string, IEnumerable<string>> header in content.Headers) Headers.TryAddWithoutValidation(header.Key, header.Value);
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() => _wrap(await _content.ReadAsStreamAsync().ConfigureAwait(false));

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        using Stream content = await CreateContentReadStreamAsync().ConfigureAwait(false);
        await content.CopyToAsync(stream).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
            Interlocked.Exchange(ref _disposed, null)?.Invoke();
        }

        base.Dispose(disposing);
    }
}

namespace Phota;

/// <summary>Adds the key to requests of the API's own endpoint, and takes it out of what comes back: a service may quote it.</summary>
internal sealed class ApiKeyHandler(ApiKey key, Uri endpoint) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (!Endpoint.IsSameOrigin(endpoint, request.RequestUri!)) return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        key.ApplyTo(request);
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        key.HideIn(response);
        return response;
    }
}

/// <summary>A stream without a secret that its source may hold.</summary>
internal sealed class RedactingStream(Stream source, byte[] secret, byte[] replacement) : Stream
{
    private readonly byte[] _buffer = new byte[16 * 1024 + secret.Length];
    private int _start;
    private int _end;
    private int _replacing;
    private bool _isEnded;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int taken;
        while (!TryTake(buffer.AsSpan(offset, count), out taken)) Add(source.Read(Free().Span));
        return taken;
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        int taken;
        while (!TryTake(buffer.AsSpan(offset, count), out taken))
            Add(await source.ReadAsync(Free(), cancellationToken).ConfigureAwait(false));
        return taken;
    }

#if !NETFRAMEWORK
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int taken;
        while (!TryTake(buffer.Span, out taken))
            Add(await source.ReadAsync(Free(), cancellationToken).ConfigureAwait(false));
        return taken;
    }
#endif

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) source.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Takes what is known to be clean; false when more must be read first.</summary>
    private bool TryTake(Span<byte> target, out int taken)
    {
        ReadOnlySpan<byte> held = _buffer.AsSpan(_start, _end - _start);
        int at = held.IndexOf(secret);
        if (at == 0 && _replacing == 0)
        {
            _start += secret.Length;
            _replacing = replacement.Length;
        }

        if (_replacing > 0)
        {
            taken = Math.Min(_replacing, target.Length);
            replacement.AsSpan(replacement.Length - _replacing, taken).CopyTo(target);
            _replacing -= taken;
            return true;
        }

        int clean = at > 0 ? at : _isEnded ? held.Length : held.Length - Begun(held);
        taken = Math.Min(clean, target.Length);
        held[..taken].CopyTo(target);
        _start += taken;
        return taken > 0 || _isEnded || target.Length == 0;
    }

    /// <summary>How many bytes at the end may be the beginning of the secret.</summary>
    private int Begun(ReadOnlySpan<byte> held)
    {
        int length = Math.Min(held.Length, secret.Length - 1);
        while (length > 0 && !held[^length..].SequenceEqual(secret.AsSpan(0, length))) length--;
        return length;
    }

    private Memory<byte> Free()
    {
        Array.Copy(_buffer, _start, _buffer, 0, _end - _start);
        (_start, _end) = (0, _end - _start);
        return _buffer.AsMemory(_end);
    }

    private void Add(int read)
    {
        _end += read;
        _isEnded = read == 0;
    }
}

namespace Phota.Sandbox.Http;

internal abstract class ForwardingStream(Stream inner) : Stream
{
    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.WriteAsync(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush() => throw new NotSupportedException();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}

/// <summary>
/// Counts what is sent, and completes the log entry before the last byte leaves,
/// so that a client that has read a response also finds it in the log.
/// </summary>
internal sealed class CountingStream(Stream inner, RequestContext context) : ForwardingStream(inner)
{
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        context.Log.Status = context.Http.Response.StatusCode;
        context.Log.BytesOut += buffer.Length;
        if (context.Log.BytesOut == context.Http.Response.ContentLength)
            context.Complete();
        try
        {
            await base.WriteAsync(buffer, cancellationToken);
        }
        catch
        {
            context.MarkUndelivered();
            throw;
        }
    }
}

/// <summary>Sends so many bytes, then runs an action once.</summary>
internal sealed class BreakingStream(Stream inner, long afterBytes, Func<CancellationToken, Task> action) : ForwardingStream(inner)
{
    private long _left = afterBytes;
    private bool _isDone;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isDone || buffer.Length <= _left)
        {
            _left -= buffer.Length;
            await base.WriteAsync(buffer, cancellationToken);
            return;
        }

        await base.WriteAsync(buffer[..(int)_left], cancellationToken);
        await FlushAsync(cancellationToken);
        _isDone = true;
        await action(cancellationToken);
        await base.WriteAsync(buffer[(int)_left..], cancellationToken);
    }
}

internal sealed class SlowStream(Stream inner, double bytesPerSecond) : ForwardingStream(inner)
{
    private const double WritesPerSecond = 20;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int step = Math.Max(1, (int)(bytesPerSecond / WritesPerSecond));
        for (; buffer.Length > 0; buffer = buffer[Math.Min(step, buffer.Length)..])
        {
            ReadOnlyMemory<byte> next = buffer[..Math.Min(step, buffer.Length)];
            await Task.Delay(TimeSpan.FromSeconds(next.Length / bytesPerSecond), cancellationToken);
            await base.WriteAsync(next, cancellationToken);
            await FlushAsync(cancellationToken);
        }
    }
}

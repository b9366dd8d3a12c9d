namespace Phota.Tests.Fuzzing;

/// <summary>A body that comes in pieces: made as it is read, as long as it takes, and counted.</summary>
internal sealed class PieceStream(Func<int, ReadOnlyMemory<byte>> piece) : Stream
{
    private ReadOnlyMemory<byte> _left;
    private int _number;

    /// <summary>How many bytes were read.</summary>
    public long Taken { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>A document cut into pieces of random lengths.</summary>
    public static PieceStream Cut(byte[] document, Random random)
    {
        int at = 0;
        int longest = random.Next(3) == 0 ? 7 : 5000;
        return new(_ =>
        {
            int length = Math.Min(document.Length - at, random.Next(1, longest));
            at += length;
            return document.AsMemory(at - length, length);
        });
    }

    /// <summary>A beginning, and then the same for ever.</summary>
    public static PieceStream Endless(string begin, string then)
    {
        byte[] first = System.Text.Encoding.UTF8.GetBytes(begin);
        byte[] rest = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(then, Math.Max(1, 65_536 / then.Length))));
        return new(number => number == 0 && first.Length > 0 ? first : rest);
    }

    public override int Read(byte[] buffer, int offset, int count) => Take(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer, offset, count));

#if !NETFRAMEWORK
    public override int Read(Span<byte> buffer) => Take(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Take(buffer.Span));
#endif

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Take(Span<byte> buffer)
    {
        if (_left.IsEmpty) _left = piece(_number++);
        int read = Math.Min(buffer.Length, _left.Length);
        _left.Span[..read].CopyTo(buffer);
        _left = _left[read..];
        Taken += read;
        return read;
    }
}

using System.Buffers;
using System.Buffers.Text;

namespace Phota;

/// <summary>Decodes base64 that comes in pieces cut anywhere into an image file.</summary>
internal sealed class Base64Decoder(AtomicImageFile file) : IDisposable
{
    private const int BlockSize = 64 * 1024;

    // The end of the text may be padding, which only the last block may have: so one group of four always stays behind.
    private const int HeldBack = 4;

    private readonly byte[] _text = ArrayPool<byte>.Shared.Rent(BlockSize);
    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(BlockSize);
    private int _filled;

    public void Add(ReadOnlySpan<byte> base64)
    {
        while (base64.Length > 0)
        {
            int taken = Math.Min(base64.Length, BlockSize - _filled);
            base64[..taken].CopyTo(_text.AsSpan(_filled));
            _filled += taken;
            base64 = base64[taken..];
            if (_filled == BlockSize) Decode(BlockSize - HeldBack, isLast: false);
        }
    }

    public void End()
    {
        Decode(_filled, isLast: true);
        if (_filled > 0) throw Bad();
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_text);
        ArrayPool<byte>.Shared.Return(_bytes);
    }

    private void Decode(int length, bool isLast)
    {
        OperationStatus status = Base64.DecodeFromUtf8(_text.AsSpan(0, length), _bytes, out int consumed, out int written, isLast);
        file.Write(_bytes.AsSpan(0, written));
        bool isBlank = Drop(consumed);
        if (status == OperationStatus.InvalidData && isBlank && _filled > 0) Decode(isLast ? _filled : Whole(_filled), isLast);
        else if (status == OperationStatus.InvalidData && !isBlank) throw Bad();
    }

    /// <summary>Forgets what is decoded and any white space after it; tells whether there was some.</summary>
    private bool Drop(int consumed)
    {
        int kept = 0;
        for (int i = consumed; i < _filled; i++)
        {
            if (_text[i] is not ((byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')) _text[kept++] = _text[i];
        }

        bool hadBlanks = kept < _filled - consumed;
        _filled = kept;
        return hadBlanks;
    }

    private static int Whole(int length) => Math.Max(0, length - HeldBack) / 4 * 4;

    private static PhotaException Bad() => new(PhotaErrorKind.Response, "The service sent an image that is not valid base64.");
}

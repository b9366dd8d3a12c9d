using System.Text;

namespace Phota;

/// <summary>
/// Follows a JSON document as its bytes arrive, takes the strings of its top-level array <c>images</c> out of it and
/// hands their text on piece by piece. What remains, with empty strings in their place, is small and is kept.
/// </summary>
internal sealed class StreamingImageReader(IImageSink sink)
{
    private const int MaxJson = 1024 * 1024;
    private const int DeepestNesting = 64;

    private readonly MemoryStream _rest = new();
    private readonly JsonEscape _escape = new();
    private int _depth;
    private int _blanks;
    private int _stringStart;
    private bool _inString;
    private bool _inImage;
    private bool _escaped;
    private bool _inImages;
    private string? _key;

    public ReadOnlyMemory<byte> Rest => _rest.GetBuffer().AsMemory(0, (int)_rest.Length);

    public bool IsComplete => _depth == 0 && _rest.Length > 0;

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (_inImage) bytes = FeedImage(bytes);
            else if (_inString) bytes = FeedString(bytes);
            else bytes = FeedStructure(bytes);
        }
    }

    private ReadOnlySpan<byte> FeedImage(ReadOnlySpan<byte> bytes)
    {
        if (_escape.IsOpen)
        {
            if (_escape.Feed(bytes[0]) is { } character) sink.Add([character]);
            return bytes[1..];
        }

        int end = bytes.IndexOfAny((byte)'"', (byte)'\\');
        ReadOnlySpan<byte> text = end < 0 ? bytes : bytes[..end];
        if (HasControl(text)) throw Bad("holds an image with a control character in it");
        if (text.Length > 0) sink.Add(text);
        if (end < 0) return [];
        if (bytes[end] == '\\')
        {
            _escape.Open();
        }
        else
        {
            _inImage = false;
            Keep("\""u8);
            sink.End();
        }

        return bytes[(end + 1)..];
    }

    private ReadOnlySpan<byte> FeedString(ReadOnlySpan<byte> bytes)
    {
        if (_escaped)
        {
            _escaped = false;
            Keep(bytes[..1]);
            return bytes[1..];
        }

        int end = bytes.IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0)
        {
            Keep(bytes);
            return [];
        }

        if (bytes[end] == '\\') _escaped = true;
        else _inString = false;
        Keep(bytes[..(end + 1)]);
        return bytes[(end + 1)..];
    }

    private ReadOnlySpan<byte> FeedStructure(ReadOnlySpan<byte> bytes)
    {
        byte c = bytes[0];
        if (c is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            if (++_blanks > MaxJson) throw Bad("is mostly white space");
            return bytes[1..];
        }

        switch (c)
        {
            case (byte)'"': BeginString(); break;
            case (byte)':' when _depth == 1: _key = LastString(); break;
            case (byte)'{' or (byte)'[': Descend(c); break;
            case (byte)'}' or (byte)']': Ascend(); break;
        }

        Keep(bytes[..1]);
        return bytes[1..];
    }

    private void BeginString()
    {
        _stringStart = (int)_rest.Length + 1;
        _inImage = _inImages && _depth == 2;
        _inString = !_inImage;
        if (_inImage) sink.Begin();
    }

    private void Descend(byte bracket)
    {
        if (++_depth > DeepestNesting) throw Bad("is nested too deeply");
        if (_depth == 2) _inImages = bracket == '[' && _key == "images";
    }

    private void Ascend()
    {
        if (--_depth < 0) throw Bad("closes more than it opens");
        if (_depth <= 1) _inImages = false;
    }

    // Base64 takes blanks for nothing; but one that is not escaped is a spoiled letter, for JSON has none in its strings.
    private static bool HasControl(ReadOnlySpan<byte> text)
    {
#if NETFRAMEWORK
        foreach (byte c in text)
        {
            if (c < ' ') return true;
        }

        return false;
#else
        return text.ContainsAnyInRange((byte)0, (byte)31);
#endif
    }

    private string LastString() => Encoding.UTF8.GetString(_rest.GetBuffer(), _stringStart, Math.Max(0, (int)_rest.Length - _stringStart - 1));

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_rest.Length + bytes.Length > MaxJson) throw Bad("is larger than any that its contract allows");
        _rest.Write(bytes);
    }

    private static PhotaException Bad(string how) => new(PhotaErrorKind.Response, $"The service's answer {how}.");
}

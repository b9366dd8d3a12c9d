namespace Phota;

/// <summary>Reads one escape of a JSON string, byte by byte: base64 needs <c>\/</c> and <c>\u002B</c>, and line breaks are nothing to it.</summary>
internal sealed class JsonEscape
{
    private const byte NoLetter = (byte)'?';

    private int _digits = -1;
    private int _code;

    public bool IsOpen { get; private set; }

    public void Open()
    {
        IsOpen = true;
        _digits = -1;
        _code = 0;
    }

    /// <summary>Returns the character when the escape is complete; what cannot be in base64 comes back as no letter of it and fails there.</summary>
    public byte? Feed(byte c)
    {
        if (_digits >= 0) return FeedDigit(c);
        if (c == 'u')
        {
            _digits = 0;
            return null;
        }

        IsOpen = false;
        return c switch
        {
            (byte)'n' or (byte)'r' or (byte)'t' => (byte)'\n',
            (byte)'/' => c,
            (byte)'"' or (byte)'\\' or (byte)'b' or (byte)'f' => NoLetter,
            _ => throw Broken(),
        };
    }

    private byte? FeedDigit(byte c)
    {
        int digit = c switch
        {
            >= (byte)'0' and <= (byte)'9' => c - '0',
            >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
            _ => throw Broken(),
        };
        _code = (_code << 4) | digit;
        if (++_digits < 4) return null;
        IsOpen = false;
        return _code < 128 ? (byte)_code : NoLetter;
    }

    private static PhotaException Broken() => new(PhotaErrorKind.Response, "The service's answer holds a broken escape.");
}

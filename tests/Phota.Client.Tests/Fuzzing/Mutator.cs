using System.Text;

namespace Phota.Tests.Fuzzing;

/// <summary>Spoils documents, always in the same way for the same seed.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] s_tokens =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "\\", "null", "true", "-1", "0", "1e999", "9223372036854775808", "2147483647", "-0.0", "{}", "[]", "\"\"",
            "\\u0000", "\\ud800", "\\udc00", "\\u00", "\\x", "\\/", "\\n", "=", "==", "A", "AAAA", "!", "images", "download_urls", "known_subjects", "counts",
            "\"images\":[", "\"status\":", "\"error\":{", "\"detail\":[", "\"job\":{", "\"profile_id\":", "https://", "http://", "file:///etc/passwd", "..%2f",
            "\u001b[31m", "\r\n", " ", "\t", "\u00e9", "<html>", "\u2028",
        }.Select(Encoding.UTF8.GetBytes),
        [0x00], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF], [0xFF, 0xD8, 0xFF], [0x1F, 0x8B, 0x08],
    ];

    private readonly Random _random = new(seed);

    public Random Random => _random;

    public byte[] Mutate(IReadOnlyList<byte[]> seeds)
    {
        byte[] seed = Any(seeds);
        List<byte> document = [.. _random.Next(2) == 0 ? Reshaper.Reshape(seed, _random) : seed];
        if (!document.SequenceEqual(seed) && _random.Next(3) > 0) return [.. document];
        for (int times = _random.Next(1, 6); times > 0; times--) Spoil(document, seeds);
        return [.. document];
    }

    public T Any<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    private void Spoil(List<byte> document, IReadOnlyList<byte[]> seeds)
    {
        int at = _random.Next(document.Count + 1);
        int length = Math.Min(document.Count - at, 1 + _random.Next(_random.Next(2) == 0 ? 4 : 200));
        switch (_random.Next(9))
        {
            case 0 when length > 0: document[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1 when length > 0: document[at] = (byte)_random.Next(256); break;
            case 2: document.RemoveRange(at, length); break;
            case 3: document.RemoveRange(at, document.Count - at); break;
            case 4: document.InsertRange(_random.Next(document.Count + 1), [.. document.Skip(at).Take(length)]); break;
            case 5: Repeat(document, at, length); break;
            case 6: Replace(document, at, length, Any(s_tokens)); break;
            case 7: Splice(document, at, Any(seeds)); break;
            default: document.InsertRange(at, Any(s_tokens)); break;
        }
    }

    private void Repeat(List<byte> document, int at, int length)
    {
        byte[] piece = [.. document.Skip(at).Take(length)];
        int times = Math.Min(_random.Next(200), 20_000 / Math.Max(1, length));
        document.InsertRange(at, Enumerable.Repeat(piece, times).SelectMany(bytes => bytes));
    }

    private static void Replace(List<byte> document, int at, int length, byte[] token)
    {
        document.RemoveRange(at, length);
        document.InsertRange(at, token);
    }

    private void Splice(List<byte> document, int at, byte[] other)
    {
        document.RemoveRange(at, document.Count - at);
        document.AddRange(other.Skip(_random.Next(other.Length + 1)));
    }
}

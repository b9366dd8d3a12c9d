using System.Security.Cryptography;
using System.Text;

namespace Phota;

/// <summary>
/// The SHA-256 of photos that were read before, by path and stamp, so that an unchanged photo is recognized without being
/// read. A photo that was changed just before it was read is not remembered: a further change might not show.
/// </summary>
/// <param name="write">Adds a fact to the ledger.</param>
internal sealed class KnownPhotos(Action<FileStamp, DateTimeOffset, LedgerFact> write)
{
    private const int KeyLength = 32;
    private const int HashLength = 64;

    private readonly Dictionary<(ulong, ulong), (ulong, ulong, ulong, ulong)> _hashes = [];

    /// <summary>The SHA-256 of a photo as lower-case hex digits; null where it has to be read.</summary>
    public string? Find(string path, FileStamp stamp)
    {
        string key = Key(path, stamp);
        lock (_hashes)
        {
            return _hashes.TryGetValue((Number(key, 0), Number(key, 1)), out (ulong, ulong, ulong, ulong) hash)
                ? FormattableString.Invariant($"{hash.Item1:x16}{hash.Item2:x16}{hash.Item3:x16}{hash.Item4:x16}")
                : null;
        }
    }

    /// <summary>Remembers a photo that was read.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="stamp">Its stamp, the same before and after it was read.</param>
    /// <param name="readAt">When reading began.</param>
    /// <param name="sha256">What was read.</param>
    public void Add(string path, FileStamp stamp, DateTimeOffset readAt, string sha256)
    {
        string key = Key(path, stamp);
        write(stamp, readAt, new() { State = LedgerFact.Photo, Fingerprint = key, Sha256 = sha256, Check = Check(key, sha256) });
    }

    /// <summary>Takes what a ledger file says; a damaged line would give a photo another's identity, and so is left out.</summary>
    public void Apply(LedgerFact fact)
    {
        if (!IsHex(fact.Fingerprint, KeyLength) || fact.Sha256 is not { } hash || !IsHex(hash, HashLength) || fact.Check != Check(fact.Fingerprint, hash)) return;
        lock (_hashes)
        {
            _hashes[(Number(fact.Fingerprint, 0), Number(fact.Fingerprint, 1))] = (Number(hash, 0), Number(hash, 1), Number(hash, 2), Number(hash, 3));
        }
    }

    private static string Key(string path, FileStamp stamp) => Hash($"{path}\n{stamp}", 16);

    private static string Check(string key, string sha256) => Hash($"{key} {sha256}", 4);

    private static string Hash(string text, int bytes) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, bytes).ToLowerInvariant();

    private static bool IsHex(string text, int length)
    {
        if (text.Length != length) return false;
        foreach (char c in text)
        {
            if (!Uri.IsHexDigit(c)) return false;
        }

        return true;
    }

    private static ulong Number(string hex, int at) => Convert.ToUInt64(hex.Substring(16 * at, 16), 16);
}

using System.Security.Cryptography;
using System.Text;

namespace Phota;

/// <summary>
/// The SHA-256 of photos that were read before, by path and stamp, so that an unchanged photo is recognized without being
/// read. A photo that was changed just before it was read is not remembered: a further change might not show.
/// </summary>
/// <param name="read">Looks a key up in the ledger.</param>
/// <param name="write">Adds a fact to the ledger.</param>
internal sealed class KnownPhotos(Func<string, LedgerFact?> read, Action<FileStamp, DateTimeOffset, LedgerFact> write)
{
    /// <summary>The SHA-256 of a photo as lower-case hex digits; null where it has to be read: a damaged line would give it another's identity.</summary>
    public string? Find(string path, FileStamp stamp)
    {
        string key = Key(path, stamp);
        return read(key) is { Sha256: { } sha256 } fact && fact.Check == Check(key, sha256) ? sha256 : null;
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

    private static string Key(string path, FileStamp stamp) => Hash($"{path}\n{stamp}", 16);

    private static string Check(string key, string sha256) => Hash($"{key} {sha256}", 4);

    private static string Hash(string text, int bytes) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, bytes).ToLowerInvariant();
}

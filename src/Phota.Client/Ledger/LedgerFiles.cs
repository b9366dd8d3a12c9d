using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Phota;

/// <summary>Takes a line of a ledger file.</summary>
/// <param name="file">The file's name.</param>
/// <param name="offset">Where the line begins.</param>
/// <param name="json">The line.</param>
internal delegate void LedgerLineTaker(string file, long offset, ReadOnlySpan<byte> json);

/// <summary>Reads the files of all writers of one ledger, each from where it was read to before.</summary>
internal sealed class LedgerFiles(string folder) : IDisposable
{
    private const int BlockSize = 256 * 1024;

    /// <summary>The last line of a file whose writer has ended in order.</summary>
    public static readonly byte[] ClosingLine = [.. """{"closed":true}"""u8];

    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LedgerHeader> _headers = new(StringComparer.Ordinal);
    private DateTime _listed;
    private string? _openName;
    private FileStream? _open;

    /// <summary>Reads lines that were added since the last call, by any writer but one, which knows its own.</summary>
    public void ReadNew(string exceptOf, LedgerLineTaker take)
    {
        if (!Directory.Exists(folder)) return;
        _listed = Directory.GetLastWriteTimeUtc(folder);
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*.jsonl"))
        {
            long from = _read.TryGetValue(file.Name, out long position) ? position : 0;
            if (RegularFile.IsLink(file) || file.Name.StartsWith(exceptOf, StringComparison.Ordinal)) continue;
            // The length in a share's list may be an old one, so a file that may grow is opened.
            bool mayGrow = !_closed.Contains(file.Name) && DateTime.UtcNow - file.LastWriteTimeUtc <= s_patience && !RegularFile.IsPipe(file.FullName);
            if (file.Length <= from && !mayGrow) continue;
            ReadNew(file, from, take);
        }
    }

    /// <summary>Reads a line again.</summary>
    /// <exception cref="IOException">It is not there any more: files are only ever added to.</exception>
    public byte[] Read(string name, long offset, int length)
    {
        if (_openName != name)
        {
            _open?.Dispose();
            _open = RegularFile.OpenRead(Path.Combine(folder, name), FileShare.ReadWrite | FileShare.Delete, FileOptions.RandomAccess);
            _openName = name;
        }

        byte[] line = new byte[length];
        _open!.Seek(offset, SeekOrigin.Begin);
        return _open.ReadAtLeast(line, length, throwOnEndOfStream: false) == length ? line : throw Changed(name);
    }

    public static IOException Changed(string name) => new($"'{name}' was changed by something else while it was read.");

    public void Dispose()
    {
        _open?.Dispose();
        _openName = null;
    }

    /// <summary>Whether a writer has come since the files were last read.</summary>
    public bool HasNewWriters => Directory.GetLastWriteTimeUtc(folder) != _listed;

    /// <summary>Whether another writer is at work, as far as that is known.</summary>
    public bool HasOthersAtWork(DateTimeOffset now) => OthersAtWork(now).Any();

    /// <summary>The files of other writers that are at work, as far as that is known.</summary>
    public IEnumerable<string> OthersAtWork(DateTimeOffset now) => _read.Keys.ToArray().Where(name => IsAtWork(name, now));

    /// <summary>Has a network share list the folder anew: it may answer from its cache until this host itself changes the folder.</summary>
    public void ForgetList()
    {
        try
        {
            string probe = Path.Combine(folder, OutputFolder.ProbePattern.Replace("*", $"{Guid.NewGuid():N}"));
            new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then what others have added shows as soon as the cache has expired.
        }
    }

    /// <summary>Whether a writer is at work: on this host its process runs, on another its file grew during the last minutes.</summary>
    public bool IsAtWork(string name, DateTimeOffset now)
    {
        if (_closed.Contains(name)) return false;
        string path = Path.Combine(folder, name);
        if (!_headers.TryGetValue(name, out LedgerHeader? header) && (header = ReadHeader(path)) is not null) _headers.Add(name, header);
        if (header?.Host != LedgerWriter.HostName()) return now - File.GetLastWriteTimeUtc(path) < s_patience;
        if (LedgerWriter.IsAlive(header)) return true;
        // A process that has ended does not begin again.
        _closed.Add(name);
        return false;
    }

    /// <summary>Who wrote a ledger file; null where that cannot be read.</summary>
    public static LedgerHeader? ReadHeader(string path)
    {
        try
        {
            using StreamReader reader = new(RegularFile.OpenRead(path, FileShare.ReadWrite | FileShare.Delete));
            return JsonSerializer.Deserialize(reader.ReadLine() ?? "", LedgerJson.Default.LedgerHeader);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    [MethodImpl(LineSubject.AtOnce)]
    private void ReadNew(FileInfo file, long from, LedgerLineTaker take)
    {
        using FileStream stream = RegularFile.OpenRead(file.FullName, FileShare.ReadWrite | FileShare.Delete);
        FileStamp.ForgetLength(stream);
        if (stream.Length <= from) return;
        stream.Seek(from, SeekOrigin.Begin);
        byte[] block = new byte[Math.Max(1, Math.Min(BlockSize, stream.Length - from))];
        int filled = 0;
        for (int read; (read = stream.Read(block, filled, block.Length - filled)) > 0;)
        {
            filled += read;
            ReadOnlySpan<byte> bytes = block.AsSpan(0, filled);
            for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes[(end + 1)..])
            {
                if (from == 0) RequireKnownVersion(bytes[..end], file.FullName);
                else if (bytes[..end].SequenceEqual(ClosingLine)) _closed.Add(file.Name);
                else take(file.Name, from, bytes[..end]);
                from += end + 1;
            }

            // What follows the last line break is still being read or written, or was torn off.
            bytes.CopyTo(block);
            filled = bytes.Length;
            if (filled == block.Length) Array.Resize(ref block, 2 * block.Length);
        }

        _read[file.Name] = from;
    }

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private static void RequireKnownVersion(ReadOnlySpan<byte> line, string path)
    {
        int version;
        try
        {
            version = JsonSerializer.Deserialize(line, LedgerJson.Default.LedgerHeader)?.PhotaLedger ?? 0;
        }
        catch (JsonException)
        {
            return;
        }

        if (version > LedgerHeader.CurrentVersion)
        {
            throw new PhotaException(PhotaErrorKind.OutputFile, $"A newer version of PhotaPS wrote the ledger file '{path}'.")
            {
                IsFatal = true,
                Remedy = PhotaRemedy.Update,
            };
        }
    }
}

using System.Text.Json;

namespace Phota;

/// <summary>Reads the files of all writers of one ledger, each from where it was read to before.</summary>
internal sealed class LedgerFiles(string folder)
{
    /// <summary>The last line of a file whose writer has ended in order.</summary>
    public static readonly byte[] ClosingLine = [.. """{"closed":true}"""u8];

    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LedgerHeader> _headers = new(StringComparer.Ordinal);
    private DateTime _listed;

    /// <summary>Facts that were added since the last call, by any writer but one, which knows its own.</summary>
    public IEnumerable<LedgerFact> ReadNew(string exceptOf)
    {
        if (!Directory.Exists(folder)) yield break;
        _listed = Directory.GetLastWriteTimeUtc(folder);
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*.jsonl"))
        {
            long from = _read.TryGetValue(file.Name, out long position) ? position : 0;
            if (RegularFile.IsLink(file) || _closed.Contains(file.Name) || file.Name.StartsWith(exceptOf, StringComparison.Ordinal)) continue;
            // The length in a share's list may be an old one, so a file that may grow is opened.
            if (file.Length <= from && DateTime.UtcNow - file.LastWriteTimeUtc > s_patience) continue;
            foreach (LedgerFact fact in ReadNew(file, from)) yield return fact;
        }
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

    private List<LedgerFact> ReadNew(FileInfo file, long from)
    {
        using FileStream stream = RegularFile.OpenRead(file.FullName, FileShare.ReadWrite | FileShare.Delete);
        FileStamp.ForgetLength(stream);
        if (stream.Length <= from) return [];
        stream.Seek(from, SeekOrigin.Begin);
        byte[] added = new byte[stream.Length - from];
        int length = stream.ReadAtLeast(added, added.Length, throwOnEndOfStream: false);
        ReadOnlySpan<byte> bytes = added.AsSpan(0, length);
        List<LedgerFact> facts = [];
        // What follows the last line break is still being written, or was torn off.
        for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes[(end + 1)..])
        {
            if (from == 0) RequireKnownVersion(bytes[..end], file.FullName);
            else if (bytes[..end].SequenceEqual(ClosingLine)) _closed.Add(file.Name);
            else if (Parse(bytes[..end]) is { } fact) facts.Add(fact with { File = file.Name });
            from += end + 1;
        }

        _read[file.Name] = from;
        return facts;
    }

    // A damaged line costs a repeat of its question: the same request has the same id, and the service returns the job it knows.
    private static LedgerFact? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            LedgerFact? fact = JsonSerializer.Deserialize(json, LedgerJson.Default.LedgerFact);
            return fact?.IsPlausible() == true ? fact : null;
        }
        catch (JsonException)
        {
            return null;
        }
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

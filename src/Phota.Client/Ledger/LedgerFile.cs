using System.Text.Json;

namespace Phota;

/// <summary>
/// The ledger on disk: JSON Lines, only ever appended to, by one writer at a time among all processes that share the
/// destination. A line counts once its line break is there, so a torn one is as if it had never been begun.
/// </summary>
internal sealed class LedgerFile
{
    private const int CurrentVersion = 1;

    private readonly string _path;
    private readonly string _lockPath;
    private long _read;

    public LedgerFile(string folder)
    {
        _path = Path.Combine(folder, "ledger.jsonl");
        _lockPath = Path.Combine(folder, "lock");
    }

    /// <summary>Lines that were added, by anyone, since the last call.</summary>
    public IReadOnlyList<LedgerLine> ReadNew()
    {
        if (!File.Exists(_path)) return [];
        using FileStream file = new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(_read, SeekOrigin.Begin);
        using MemoryStream added = new();
        file.CopyTo(added);
        ReadOnlySpan<byte> bytes = added.GetBuffer().AsSpan(0, (int)added.Length);
        List<LedgerLine> lines = [];
        for (int end; (end = bytes.IndexOf((byte)'\n')) >= 0; bytes = bytes[(end + 1)..])
        {
            if (Parse(bytes[..end]) is { } line) lines.Add(Checked(line));
            _read += end + 1;
        }

        return lines;
    }

    /// <summary>Adds a line and waits until it is on disk.</summary>
    public void Append(LedgerLine line)
    {
        using FileLock held = FileLock.Take(_lockPath);
        using FileStream file = new(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        DropTornLine(file);
        if (file.Length == 0) Write(file, new LedgerLine { Event = LedgerLine.Header, Version = CurrentVersion });
        Write(file, line);
        file.Flush(flushToDisk: true);
    }

    private static void Write(FileStream file, LedgerLine line)
    {
        // In one piece, so that nothing but a torn line can be left behind.
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, LedgerJson.Default.LedgerLine), (byte)'\n'];
        file.Write(bytes, 0, bytes.Length);
    }

    private static void DropTornLine(FileStream file)
    {
        long end = file.Length;
        byte[] one = new byte[1];
        while (end > 0)
        {
            file.Seek(end - 1, SeekOrigin.Begin);
            if (file.Read(one, 0, 1) == 1 && one[0] == '\n') break;
            end--;
        }

        if (end < file.Length) file.SetLength(end);
        file.Seek(end, SeekOrigin.Begin);
    }

    // A damaged line costs nothing: the same request has the same id, and the service returns the job it knows.
    private static LedgerLine? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, LedgerJson.Default.LedgerLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private LedgerLine Checked(LedgerLine line)
    {
        if (line.Event != LedgerLine.Header || line.Version <= CurrentVersion) return line;
        throw new PhotaException(PhotaErrorKind.OutputFile, $"The ledger '{_path}' is of version {line.Version}, which this version of PhotaPS does not know.")
        {
            IsFatal = true,
            RecommendedAction = "Update PhotaPS, or use another -Destination.",
        };
    }
}

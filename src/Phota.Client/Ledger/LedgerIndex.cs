using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Phota;

/// <summary>
/// Finds the facts of other writers by what they are about. It knows where their lines lie and reads those that are asked
/// for, so that a long history costs neither the time to parse it nor the memory to hold it.
/// </summary>
internal sealed class LedgerIndex(LedgerFiles files)
{
    private const int None = -1;
    private const int ChunkBits = 14;

    private readonly List<Line[]> _lines = [];
    private readonly List<string> _files = [];
    private readonly Dictionary<ulong, int> _requests = [];
    private readonly Dictionary<ulong, int> _photos = [];
    private readonly Dictionary<ulong, int> _paths = [];
    private readonly Dictionary<ulong, int> _parts = [];
    private int _count;

    /// <summary>Takes a line that was read.</summary>
    /// <param name="file">The name of its file.</param>
    /// <param name="offset">Where it begins there.</param>
    /// <param name="json">The line; one that says nothing of its own kind is left out.</param>
    [MethodImpl(LineSubject.AtOnce)]
    public void Add(string file, long offset, ReadOnlySpan<byte> json)
    {
        LineSubject subject = LineSubject.Of(json);
        if (subject.Fingerprint == 0) return;
        if (_files.Count == 0 || _files[^1] != file) _files.Add(file);
        int number = _count++;
        if (number >> ChunkBits == _lines.Count) _lines.Add(new Line[1 << ChunkBits]);
        Dictionary<ulong, int> table = subject.IsPhoto ? _photos : _requests;
        _lines[number >> ChunkBits][number & ((1 << ChunkBits) - 1)] = new(
            offset,
            json.Length,
            _files.Count - 1,
            subject.IsPhoto ? None : Newest(_requests, subject.Fingerprint),
            subject.Path == 0 ? None : Newest(_paths, subject.Path));
        table[subject.Fingerprint] = number;
        if (subject.Path != 0) _paths[subject.Path] = number;
        if (subject.Part != 0) _parts[subject.Part] = number;
    }

    /// <summary>What is known of a request, in the order in which it was read.</summary>
    /// <param name="fingerprint">The request's fingerprint.</param>
    /// <exception cref="IOException">A file was changed other than by adding to it.</exception>
    public IReadOnlyList<LedgerFact> Facts(string fingerprint) =>
        [.. FactsOf(LineSubject.Hash(fingerprint)).Where(fact => fact.Fingerprint == fingerprint)];

    /// <summary>What is known of all requests, each by itself.</summary>
    public IEnumerable<IGrouping<string, LedgerFact>> Requests() =>
        _requests.Keys.SelectMany(key => FactsOf(key).GroupBy(fact => fact.Fingerprint));

    /// <summary>The images that were saved under a path.</summary>
    /// <param name="path">The path, relative to the destination.</param>
    public IEnumerable<LedgerFact> Saved(string path) =>
        Facts(_paths, LineSubject.HashPath(path), subject => subject.Path, line => line.PreviousOfPath).Where(fact => fact is { State: LedgerFact.Saved, Path: { } saved } && PathKey.Comparer.Equals(saved, path));

    /// <summary>The image that was recorded with a part file; null where none was.</summary>
    public LedgerFact? Part(string name) => Single(_parts, name, subject => subject.Part) is { State: LedgerFact.Saved } fact && fact.Part == name ? fact : null;

    /// <summary>The photo that was read under a key; null where none was.</summary>
    public LedgerFact? Photo(string key) => Single(_photos, key, subject => subject.Fingerprint) is { } fact && fact.Fingerprint == key ? fact : null;

    private static int Newest(Dictionary<ulong, int> table, ulong key) => table.TryGetValue(key, out int number) ? number : None;

    private LedgerFact? Single(Dictionary<ulong, int> table, string name, Func<LineSubject, ulong> about)
    {
        ulong key = LineSubject.Hash(name);
        return table.TryGetValue(key, out int number) ? Read(At(number), key, about) : null;
    }

    private List<LedgerFact> FactsOf(ulong fingerprint) => Facts(_requests, fingerprint, subject => subject.Fingerprint, line => line.Previous);

    private List<LedgerFact> Facts(Dictionary<ulong, int> table, ulong key, Func<LineSubject, ulong> about, Func<Line, int> previous)
    {
        List<LedgerFact> facts = [];
        Line line;
        for (int number = Newest(table, key); number != None; number = previous(line))
        {
            line = At(number);
            if (Read(line, key, about) is { } fact) facts.Add(fact);
        }

        facts.Reverse();
        return facts;
    }

    private Line At(int number) => _lines[number >> ChunkBits][number & ((1 << ChunkBits) - 1)];

    // A damaged line costs a repeat of its question: the same request has the same id, and the service returns the job it knows.
    private LedgerFact? Read(Line line, ulong key, Func<LineSubject, ulong> about)
    {
        string file = _files[line.File];
        byte[] json = files.Read(file, line.Offset, line.Length);
        // What was paid for must not be forgotten because its line has moved.
        if (about(LineSubject.Of(json)) != key) throw LedgerFiles.Changed(file);
        try
        {
            LedgerFact? fact = JsonSerializer.Deserialize(json, LedgerJson.Default.LedgerFact);
            return fact?.IsPlausible() == true ? fact with { File = file } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private readonly record struct Line(long Offset, int Length, int File, int Previous, int PreviousOfPath);
}

/// <summary>What a line is about, as hashes: what is found by them is compared when it is read. 0 stands for nothing.</summary>
internal readonly record struct LineSubject(ulong Fingerprint, bool IsPhoto, ulong Path, ulong Part)
{
    /// <summary>Half a million lines are through before the runtime would compile their loops with care (AggressiveOptimization, which .NET Framework has no name for).</summary>
    public const MethodImplOptions AtOnce = (MethodImplOptions)512;

    // FNV-1a.
    private const ulong Start = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    private static readonly byte[] s_state = [.. """{"state":"""u8, (byte)'"'];
    private static readonly byte[] s_fingerprint = [.. "\",\"fingerprint\":\""u8];
    private static readonly byte[] s_path = [.. ",\"path\":\""u8];
    private static readonly byte[] s_part = [.. ",\"part\":\""u8];
    private static readonly byte[] s_photo = [.. "photo"u8];
    private static readonly byte[] s_saved = [.. "saved"u8];

    /// <summary>Looks at a line as this library writes it; any other is parsed.</summary>
    [MethodImpl(AtOnce)]
    public static LineSubject Of(ReadOnlySpan<byte> json)
    {
        ReadOnlySpan<byte> rest = json;
        if (!TryRead(ref rest, s_state, out ReadOnlySpan<byte> state) || !TryRead(ref rest, s_fingerprint, out ReadOnlySpan<byte> fingerprint)) return Parse(json);
        if (state.SequenceEqual(s_photo)) return new(Hash(fingerprint), true, 0, 0);
        if (!state.SequenceEqual(s_saved)) return new(Hash(fingerprint), false, 0, 0);
        // Within a text a quotation mark never stands alone, so that these are keys.
        if (!TryFind(rest, s_path, out ReadOnlySpan<byte> path) || !TryFind(rest, s_part, out ReadOnlySpan<byte> part)) return Parse(json);
        return new(Hash(fingerprint), false, path.IsEmpty ? 0 : HashPath(path), part.IsEmpty ? 0 : Hash(part));
    }

    public static ulong Hash(string text) => Hash(Encoding.UTF8.GetBytes(text));

    public static ulong HashPath(string path)
    {
        ulong hash = Start;
        foreach (char c in PathKey.Of(path).ToUpperInvariant()) hash = (hash ^ c) * Prime;
        return hash;
    }

    [MethodImpl(AtOnce)]
    private static ulong Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = Start;
        foreach (byte b in text) hash = (hash ^ b) * Prime;
        return hash;
    }

    [MethodImpl(AtOnce)]
    private static ulong HashPath(ReadOnlySpan<byte> ascii)
    {
        ulong hash = Start;
        foreach (byte b in ascii) hash = (hash ^ (b is >= (byte)'a' and <= (byte)'z' ? (ulong)(b - 32) : b)) * Prime;
        return hash;
    }

    [MethodImpl(AtOnce)]
    private static bool TryRead(ref ReadOnlySpan<byte> json, ReadOnlySpan<byte> before, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!json.StartsWith(before)) return false;
        json = json[before.Length..];
        int end = json.IndexOf((byte)'"');
        if (end < 0) return false;
        value = json[..end];
        json = json[end..];
        return IsPlain(value);
    }

    /// <summary>Finds a text; false where it is there and not as it stands for itself.</summary>
    [MethodImpl(AtOnce)]
    private static bool TryFind(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        value = default;
        int at = json.IndexOf(key);
        if (at < 0) return true;
        value = json[(at + key.Length)..];
        int end = value.IndexOf((byte)'"');
        if (end < 0) return false;
        value = value[..end];
        return IsPlain(value);
    }

    [MethodImpl(AtOnce)]
    private static bool IsPlain(ReadOnlySpan<byte> text)
    {
        foreach (byte b in text)
        {
            if (b is (byte)'\\' or >= 0x80) return false;
        }

        return true;
    }

    private static LineSubject Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, LedgerJson.Default.LedgerFact) is not { State: not null, Fingerprint: not null } fact || !fact.IsPlausible()) return default;
            bool isSaved = fact.State == LedgerFact.Saved;
            return new(
                Hash(fact.Fingerprint),
                fact.State == LedgerFact.Photo,
                isSaved && fact.Path is not null ? HashPath(fact.Path) : 0,
                isSaved && fact.Part is not null ? Hash(fact.Part) : 0);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}

using System.Collections.Concurrent;

namespace Phota;

/// <summary>What was asked for, submitted and saved in one destination, by any process, now or earlier.</summary>
public sealed class Ledger
{
    private readonly object _lock = new();
    private readonly LedgerFile _file;
    private readonly string _destination;
    private readonly Dictionary<string, LedgerEntry> _entries = [];
    private readonly Dictionary<string, LedgerLine> _paths = [];
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _busy = new();

    private Ledger(string destination)
    {
        _destination = destination;
        Folder = Path.Combine(destination, ".phota");
        _file = new LedgerFile(Folder);
    }

    internal string Folder { get; }

    /// <summary>Reads the ledger of a destination; a destination without one has an empty ledger.</summary>
    /// <param name="destination">The folder of the results.</param>
    /// <exception cref="PhotaException">Kind OutputFile, fatal: it cannot be read, or a newer version of this library wrote it.</exception>
    public static Ledger Read(string destination)
    {
        Ledger ledger = new(destination);
        ledger.Refresh();
        return ledger;
    }

    /// <summary>All pictures that the ledger says were saved, once each, as they were when they were made.</summary>
    public IReadOnlyList<PhotaImage> Images()
    {
        lock (_lock)
        {
            return [.. _entries.Values.SelectMany(entry => entry.Saved
                .GroupBy(line => line.Index).Select(same => ToImage(entry, same.Last())))];
        }
    }

    /// <summary>All requests that the ledger knows and has no picture of, with what it knows of why.</summary>
    public IReadOnlyList<PhotaFailure> Failures()
    {
        lock (_lock) return [.. _entries.Values.Where(entry => entry.Planned is not null && entry.Saved.Count == 0).Select(ToFailure)];
    }

    internal LedgerEntry Find(string id)
    {
        lock (_lock) return _entries.TryGetValue(id, out LedgerEntry? entry) ? entry : new LedgerEntry();
    }

    /// <summary>The last thing that was saved under a path.</summary>
    internal LedgerLine? At(string path)
    {
        lock (_lock) return _paths.TryGetValue(Relative(path), out LedgerLine? line) ? line : null;
    }

    internal void Refresh() => Guard(() =>
    {
        lock (_lock)
        {
            foreach (LedgerLine line in _file.ReadNew()) Apply(line);
        }
    });

    /// <summary>Writes a line to disk; only then does it count.</summary>
    internal void Add(LedgerLine line) => Guard(() =>
    {
        lock (_lock)
        {
            Directory.CreateDirectory(Folder);
            _file.Append(line);
            foreach (LedgerLine added in _file.ReadNew()) Apply(added);
        }
    });

    /// <summary>Keeps a second photo with the same bytes waiting until the first is through.</summary>
    internal async Task<IDisposable> EnterAsync(string id, CancellationToken cancellationToken)
    {
        SemaphoreSlim turn = _busy.GetOrAdd(id, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(turn);
    }

    /// <summary>
    /// Sees to it that a result's path is free. What lies there is put aside if it is a result of ours that nobody has
    /// touched, which the photo has outgrown since; anything else stays, and is an error unless it may be overwritten.
    /// </summary>
    internal void MakeRoom(string path, string id, bool overwrite)
    {
        if (RequireRoom(path, id, overwrite) is not { } line) return;
        Guard(() =>
        {
            string aside = Path.Combine(Folder, "replaced");
            Directory.CreateDirectory(aside);
            File.Move(path, Path.Combine(aside, $"{line.Sha256!.Substring(0, 12)}-{Path.GetFileName(path)}"), overwrite: true);
        });
    }

    /// <summary>Checks that a path is free or can be made so; returns what is to be put aside for that.</summary>
    internal LedgerLine? RequireRoom(string path, string id, bool overwrite)
    {
        if (overwrite || !File.Exists(path)) return null;
        // A result is in the ledger before it has its name, so another process's is known once this has been read.
        Refresh();
        LedgerLine? line = At(path);
        if (line is null) OutputTarget.ThrowTaken(path, OutputTarget.Taken);
        if (!PictureFile.IsIntact(path, line.Length, line.Sha256)) OutputTarget.ThrowTaken(path, "was changed since it was saved and is not overwritten");
        return line.Id == id ? null : line;
    }

    internal string Relative(string path) => Path.GetRelativePath(_destination, path).Replace('\\', '/');

    internal string Absolute(LedgerLine line) => Path.GetFullPath(Path.Combine(_destination, line.Path!));

    internal PhotaImage ToImage(LedgerEntry entry, LedgerLine saved) => new()
    {
        Operation = entry.Planned?.Operation ?? saved.Operation ?? "",
        Source = entry.Planned?.Source,
        Index = saved.Index ?? 0,
        Path = Absolute(saved),
        Format = saved.Format ?? ImageFormat.Jpeg,
        Width = saved.Width,
        Height = saved.Height,
        Length = saved.Length,
        Sha256 = saved.Sha256,
        Prompt = entry.Planned?.Prompt,
        BaseModel = entry.Planned?.BaseModel,
        Resolution = entry.Planned?.Resolution,
        ProfileId = entry.Planned?.ProfileId,
        KnownSubject = saved.KnownSubject,
        EstimatedCost = saved.Cost,
        RequestId = saved.RequestId,
        JobId = saved.JobId,
        ClientRequestId = saved.ClientRequestId,
        CreatedAt = saved.At,
    };

    private static PhotaFailure ToFailure(LedgerEntry entry) => new()
    {
        Operation = entry.Planned!.Operation,
        Source = entry.Planned.Source,
        Reason = entry.JobId is not null ? "It was submitted, but its pictures were not fetched." : entry.Error ?? "The service did not take it.",
        RecommendedAction = "Run the same command with -Resume again: what is paid is fetched, and only the rest is sent.",
    };

    private void Apply(LedgerLine line)
    {
        if (line.Id is null) return;
        if (!_entries.TryGetValue(line.Id, out LedgerEntry? entry)) _entries.Add(line.Id, entry = new LedgerEntry());
        entry.Apply(line);
        if (line.Event == LedgerLine.Saved) _paths[line.Path!] = line;
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhotaException(PhotaErrorKind.OutputFile, $"The ledger in '{Folder}' cannot be used: {e.Message}", e)
            {
                IsFatal = true,
                RecommendedAction = "Free some space or choose another -Destination, then run the same command again: nothing is paid twice.",
            };
        }
    }

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}

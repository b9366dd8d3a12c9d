namespace Phota;

/// <summary>
/// Finds the photos in a folder and below, those that are there and those that arrive, each once it is settled: its size and
/// time are as they were a moment before, and its data is complete. Events of the file system only make it look sooner, for
/// a network share may send none.
/// </summary>
public sealed class FolderWatcher : IDisposable
{
    /// <summary>How long a file must be unchanged.</summary>
    public static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(1);

    /// <summary>How often to look where nothing says that something has changed.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(3);

    /// <summary>After this long without a change a photo that is not complete is handed over all the same, to be reported.</summary>
    public static readonly TimeSpan BrokenAfter = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly string? _excluded;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _changed = new(0);
    private readonly FileSystemWatcher? _events;
    private Dictionary<string, Look> _known = new(StringComparer.Ordinal);

    /// <summary>Begins to watch a folder.</summary>
    /// <param name="folder">The folder; it must exist.</param>
    /// <param name="excluded">A folder that is not watched although it may lie below, such as that of the results.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public FolderWatcher(string folder, string? excluded = null, TimeProvider? time = null)
    {
        _folder = Path.GetFullPath(folder);
        _excluded = excluded is null ? null : Path.GetFullPath(excluded).TrimEnd(Path.DirectorySeparatorChar);
        _time = time ?? TimeProvider.System;
        _events = Subscribe();
    }

    /// <summary>Whether a photo is there that is not settled yet.</summary>
    public bool IsUnsettled => _known.Values.Any(look => !look.IsTaken);

    /// <summary>Waits for the next photos that are settled; each comes once, and again when it has changed.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<string>> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (LookAround() is { Count: > 0 } settled) return settled;
            await _time.DelayAsync(SettleTime, cancellationToken).ConfigureAwait(false);
            if (!IsUnsettled) await WaitForChangeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Looks once: the photos that are there, settled or not, for a plan.</summary>
    public IReadOnlyList<string> Present() => [.. Photos().OrderBy(path => path, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Dispose()
    {
        _events?.Dispose();
        _changed.Dispose();
    }

    private async Task WaitForChangeAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task changed = _changed.WaitAsync(wait.Token);
        await Task.WhenAny(changed, _time.DelayAsync(LookInterval - SettleTime, wait.Token)).ConfigureAwait(false);
        wait.Cancel();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private List<string> LookAround()
    {
        while (_changed.CurrentCount > 0) _changed.Wait(0);
        DateTimeOffset now = _time.GetUtcNow();
        Dictionary<string, Look> seen = new(StringComparer.Ordinal);
        List<string> settled = [];
        foreach (string path in Photos())
        {
            if (Take(path, now) is not { } look) continue;
            seen.Add(path, look);
            if (look.IsTaken && !(_known.TryGetValue(path, out Look? before) && before.IsTaken)) settled.Add(path);
        }

        _known = seen;
        settled.Sort(StringComparer.Ordinal);
        return settled;
    }

    private Look? Take(string path, DateTimeOffset now)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists) return null;
            Look look = new(file.Length, file.LastWriteTimeUtc, now, IsTaken: false);
            if (!_known.TryGetValue(path, out Look? before) || before.Length != look.Length || before.Time != look.Time) return look;
            TimeSpan still = now - before.Since;
            bool isTaken = before.IsTaken || (still >= SettleTime && (still >= BrokenAfter || IsComplete(path)));
            return before with { IsTaken = isTaken };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsComplete(string path)
    {
        try
        {
            LocalPhoto.Open(path);
            return true;
        }
        catch (PhotaException)
        {
            return false;
        }
    }

    // Hidden files are those that a copying program renames when it is done.
    private IEnumerable<string> Photos()
    {
        Stack<string> folders = new([_folder]);
        while (folders.Count > 0)
        {
            string folder = folders.Pop();
            foreach (string below in List(folder, Directory.GetDirectories))
            {
                if (!IsExcluded(below)) folders.Push(below);
            }

            foreach (string file in List(folder, Directory.GetFiles))
            {
                if (!Path.GetFileName(file).StartsWith('.') && OutputName.IsImage(Path.GetExtension(file))) yield return file;
            }
        }
    }

    // A link may lead back up.
    private bool IsExcluded(string folder) => PathKey.Comparer.Equals(folder, _excluded!)
        || Path.GetFileName(folder).StartsWith('.')
        || new DirectoryInfo(folder).Attributes.HasFlag(FileAttributes.ReparsePoint);

    // A folder may be gone, or a share away for a while.
    private static string[] List(string folder, Func<string, string[]> list)
    {
        try
        {
            return list(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private FileSystemWatcher? Subscribe()
    {
        try
        {
            FileSystemWatcher events = new(_folder) { IncludeSubdirectories = true };
            events.Created += Signal;
            events.Changed += Signal;
            events.Renamed += Signal;
            events.EnableRaisingEvents = true;
            return events;
        }
        catch (Exception e) when (e is IOException or ArgumentException or PlatformNotSupportedException or UnauthorizedAccessException)
        {
            // No events, or too many are watched for already: it is looked for.
            return null;
        }

        void Signal(object sender, FileSystemEventArgs e)
        {
            try
            {
                if (_changed.CurrentCount == 0) _changed.Release();
            }
            catch (ObjectDisposedException)
            {
                // An event on its way when the watching ended.
            }
        }
    }

    private sealed record Look(long Length, DateTime Time, DateTimeOffset Since, bool IsTaken);
}

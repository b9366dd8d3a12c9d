using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Phota;

/// <summary>
/// The file that this process adds its facts to, and no other does: no lock is needed on any file system. Facts that are
/// added together are flushed together.
/// </summary>
internal sealed class LedgerWriter(string folder, TimeProvider clock) : IDisposable
{
    private readonly object _lock = new();
    private readonly List<(LedgerFact Fact, TaskCompletionSource<LedgerFact>? OnDisk)> _queue = [];
    private FileStream? _file;
    private int _generation;
    private bool _isWriting;
    private bool _isDisposed;

    /// <summary>The name of the writer, which its part files begin with.</summary>
    public string Name { get; } = $"{HostName()}-{ProcessId().ToString(CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N").Substring(0, 8)}";

    /// <summary>The name of the file that is written now; after a failed write it is another one, for the old may end in a torn line.</summary>
    public string FileName => _generation == 0 ? $"{Name}.jsonl" : $"{Name}-{_generation}.jsonl";

    /// <summary>How far the clock of the file system is behind this machine's; null while no file is open.</summary>
    public TimeSpan? ClockLag { get; private set; }

    /// <summary>Creates the file, and so proves that facts can be written.</summary>
    public void Open()
    {
        lock (_lock) OpenFile();
    }

    /// <summary>Adds a fact; the task ends when it is on disk, with the fact as it was written.</summary>
    public Task<LedgerFact> AddAsync(LedgerFact fact)
    {
        TaskCompletionSource<LedgerFact> onDisk = new(TaskCreationOptions.RunContinuationsAsynchronously);
        // Written by the caller itself where it can be: many that wait for their facts must not wait for a free thread as well.
        if (Enqueue(fact, onDisk)) WriteQueued();
        return onDisk.Task;
    }

    /// <summary>Adds a fact that may reach the disk later.</summary>
    public void AddSoon(LedgerFact fact)
    {
        if (Enqueue(fact, null)) _ = Task.Run(WriteQueued);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            while (_isWriting) Monitor.Wait(_lock);
            Close();
            _file?.Dispose();
            _file = null;
        }
    }

    private void Close()
    {
        if (_file is null) return;
        try
        {
            using MemoryStream line = new();
            WriteLine(line, LedgerFiles.ClosingLine);
            _file.Write(line.GetBuffer(), 0, (int)line.Length);
        }
        catch (IOException)
        {
            // Its process ends soon, which says the same.
        }
    }

    /// <summary>Adds a fact to what is to be written; true where the caller is the one to see to that.</summary>
    private bool Enqueue(LedgerFact fact, TaskCompletionSource<LedgerFact>? onDisk)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                // Too late to count: the next run asks the service.
                onDisk?.SetException(new IOException("The ledger is closed."));
                return false;
            }

            _queue.Add((fact, onDisk));
            if (_isWriting) return false;
            return _isWriting = true;
        }
    }

    /// <summary>Writes all that is queued now; what came meanwhile is written by another thread.</summary>
    private void WriteQueued()
    {
        (LedgerFact Fact, TaskCompletionSource<LedgerFact>? OnDisk)[] batch;
        lock (_lock)
        {
            batch = [.. _queue];
            _queue.Clear();
        }

        Write(batch);
        lock (_lock)
        {
            if (_queue.Count > 0)
            {
                _ = Task.Run(WriteQueued);
                return;
            }

            _isWriting = false;
            Monitor.PulseAll(_lock);
        }
    }

    private void Write((LedgerFact Fact, TaskCompletionSource<LedgerFact>? OnDisk)[] batch)
    {
        try
        {
            lock (_lock)
            {
                // Dated here, so that a fact which says it is the earlier one is visible by then.
                for (int i = 0; i < batch.Length; i++) batch[i].Fact = batch[i].Fact with { At = clock.GetUtcNow() };
                Append(batch.Select(added => added.Fact), isDurable: batch.Any(added => added.OnDisk is not null));
            }

            foreach ((LedgerFact fact, TaskCompletionSource<LedgerFact>? onDisk) in batch) onDisk?.SetResult(fact);
        }
        catch (Exception e)
        {
            foreach ((_, TaskCompletionSource<LedgerFact>? onDisk) in batch) onDisk?.SetException(e);
        }
    }

    private void Append(IEnumerable<LedgerFact> facts, bool isDurable)
    {
        using MemoryStream lines = new();
        foreach (LedgerFact fact in facts) WriteLine(lines, JsonSerializer.SerializeToUtf8Bytes(fact, LedgerJson.Default.LedgerFact));
        OpenFile();
        try
        {
            _file!.Write(lines.GetBuffer(), 0, (int)lines.Length);
            if (isDurable) DurableFolder.FlushFile(_file);
        }
        catch (IOException)
        {
            LeaveFile();
            throw;
        }
    }

    private void LeaveFile()
    {
        _file!.Dispose();
        _file = null;
        _generation++;
    }

    private void OpenFile()
    {
        if (_file is not null) return;
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, FileName);
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 1);
        LedgerHeader header = CreateHeader();
        using MemoryStream line = new();
        WriteLine(line, JsonSerializer.SerializeToUtf8Bytes(header, LedgerJson.Default.LedgerHeader));
        try
        {
            // Flushed with the first fact.
            _file.Write(line.GetBuffer(), 0, (int)line.Length);
            ClockLag = DateTime.UtcNow - File.GetLastWriteTimeUtc(path);
            DurableFolder.Flush(folder);
            DurableFolder.Flush(Path.GetDirectoryName(folder)!);
        }
        catch (IOException)
        {
            // Without its first line, what follows would be read in its place.
            LeaveFile();
            throw;
        }
    }

    private static void WriteLine(MemoryStream lines, byte[] json)
    {
        lines.Write(json, 0, json.Length);
        lines.WriteByte((byte)'\n');
    }

    private static LedgerHeader CreateHeader()
    {
        using Process self = Process.GetCurrentProcess();
        return new() { PhotaLedger = LedgerHeader.CurrentVersion, Host = HostName(), Pid = self.Id, Started = StartOf(self) };
    }

    private static int ProcessId()
    {
        using Process self = Process.GetCurrentProcess();
        return self.Id;
    }

    /// <summary>Whether the process that wrote a file of this host still runs; another one may have got its id since.</summary>
    internal static bool IsAlive(LedgerHeader header)
    {
        try
        {
            using Process process = Process.GetProcessById(header.Pid);
            return (StartOf(process) - header.Started).Duration() < TimeSpan.FromSeconds(5);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            // A process of another user does not say when it began, but that it is there.
            return e is Win32Exception;
        }
    }

    private static DateTimeOffset StartOf(Process process) => new(process.StartTime.ToUniversalTime());

    internal static string HostName()
    {
        StringBuilder name = new();
        foreach (char c in Environment.MachineName) name.Append(char.IsLetterOrDigit(c) && c < 128 ? char.ToLowerInvariant(c) : '_');
        return name.Length == 0 ? "host" : name.ToString();
    }
}

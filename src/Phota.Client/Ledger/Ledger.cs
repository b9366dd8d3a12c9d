using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Phota;

/// <summary>
/// What was asked for, paid for and saved in one destination, by any process on any host, now or earlier. Each process
/// adds facts to a file of its own below <c>.phota/ledger</c> and reads the files of all.
/// </summary>
public sealed class Ledger : IDisposable
{
    private const string FolderName = ".phota";
    private const int MaxEntries = 256;

    private static readonly string[] s_folders = ["", "ledger", "parts", "claims", "told", "replaced", "rejected"];
    private static readonly TimeSpan s_journalLife = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_partLife = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_refreshInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_firstList = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    // What was asked for last, and may be asked for again.
    private readonly Dictionary<string, LedgerEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<LedgerFact>> _own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LedgerFact> _ownPaths = new(PathKey.Comparer);
    private readonly List<(FileStamp Stamp, DateTimeOffset ReadAt, LedgerFact Fact)> _readPhotos = [];
    private readonly string _destination;
    private readonly LedgerFiles _files;
    private readonly LedgerIndex _index;
    private readonly LedgerWriter _writer;
    private Dictionary<string, PhotaJob>? _jobs;
    private string[] _othersAtWork = [];
    private long _refreshed;
    private long _listed;
    private TimeSpan _listInterval = s_firstList;

    private Ledger(string destination, string folder, TimeProvider clock)
    {
        _destination = destination;
        Clock = clock;
        Folder = folder;
        _files = new LedgerFiles(Path.Combine(folder, "ledger"));
        _index = new LedgerIndex(_files);
        _writer = new LedgerWriter(Path.Combine(folder, "ledger"), clock);
        Photos = new KnownPhotos(key => Look(() => _index.Photo(key)), AddPhoto);
    }

    internal string Folder { get; }

    /// <summary>The photos that need not be read again.</summary>
    internal KnownPhotos Photos { get; }

    /// <summary>How long a photo must have lain untouched to be remembered: longer than the coarsest clock takes for a tick.</summary>
    internal TimeSpan Settling { get; init; } = s_settling;

    internal string PartFolder => Path.Combine(Folder, "parts");

    internal string WriterName => _writer.Name;

    internal TimeProvider Clock { get; }

    /// <summary>Whether the same request is made once here; in the journal each command's requests are its own.</summary>
    internal bool IsDestination { get; private init; } = true;

    /// <summary>Opens the ledger of a destination; a destination without one has an empty ledger. Nothing is written yet.</summary>
    /// <param name="destination">The full path of the folder of the results.</param>
    /// <exception cref="PhotaException">Kind OutputFile, fatal: it cannot be read, or another version of this library wrote it.</exception>
    public static Ledger Open(string destination) => Open(destination, TimeProvider.System);

    internal static Ledger Open(string destination, TimeProvider clock, TimeSpan? settling = null)
    {
        Ledger ledger = new(destination, Path.Combine(destination, FolderName), clock) { Settling = settling ?? s_settling };
        ledger.RefuseLinks();
        ledger.RefuseFirstEdition();
        ledger.Refresh();
        return ledger;
    }

    /// <summary>Opens the user's journal: what this machine has submitted without a destination during the last days.</summary>
    /// <exception cref="PhotaException">Kind OutputFile, fatal: it cannot be read.</exception>
    public static Ledger OpenJournal() => OpenJournal(TimeProvider.System);

    internal static Ledger OpenJournal(TimeProvider clock)
    {
        string folder = UserState.Folder;
        Ledger journal = new(folder, Path.Combine(folder, "journal"), clock) { IsDestination = false };
        journal.Refresh();
        return journal;
    }

    /// <summary>Whether anything was ever written to it.</summary>
    public bool Exists => Directory.Exists(Path.Combine(Folder, "ledger"));

    /// <summary>The images that were saved, once each, as they were when they were made.</summary>
    public IReadOnlyList<PhotaImage> Images() => Look(() => Entries()
        .SelectMany(entry => entry.Saved
            .GroupBy(saved => (saved.First, saved.Attempt))
            .Select(same => AtRejected(entry, ToImage(entry, Newest(same)))))
        .ToArray());

    /// <summary>Whether the user rejected an image of <see cref="Images"/>, and has not put its file back since.</summary>
    /// <param name="image">The image.</param>
    public bool IsRejected(PhotaImage image) =>
        image is { Fingerprint: { } fingerprint, FullName: { } path }
        && Read(fingerprint, entry => entry.IsRejected(image.Variation))
        && (!File.Exists(path) || Path.GetDirectoryName(path) == Path.GetDirectoryName(RejectedPath("-")));

    /// <summary>The requests that the ledger knows and has no image of, with what it knows of why.</summary>
    public IReadOnlyList<PhotaFailure> Failures() => Look(() => Entries()
        .SelectMany(entry => entry.Requests.Where(request =>
            IsCurrent(entry, request) && !entry.Saved.Any(saved => request.Covers(saved.First))))
        .Where(request => request.Description is not null)
        .Select(ToFailure)
        .ToArray());

    /// <summary>The jobs that were submitted and whose images were not received yet.</summary>
    public IReadOnlyList<PhotaJob> Jobs() => Look(() => Entries()
        .SelectMany(entry => entry.Requests.Where(request =>
            request.Status == RequestStatus.Accepted && request.Accepted!.JobId is not null && !IsReceived(entry, request)))
        .OrderBy(request => request.Description!.At)
        .Select(ToJob)
        .ToArray());

    /// <summary>The ids of jobs that brought nothing.</summary>
    internal IReadOnlyList<string> FailedJobs() => Look(() => Entries().SelectMany(entry => entry.Requests).SelectMany(request => request.FailedJobs).ToArray());

    /// <summary>A job that was submitted; null where the ledger does not know it.</summary>
    /// <param name="jobId">The service's id of the job.</param>
    public PhotaJob? Job(string jobId) => Look(() =>
    {
        // Read once for all: thousands of ids may be asked for, and each alone would read the whole ledger.
        _jobs ??= Entries()
            .SelectMany(entry => entry.Requests)
            .Where(request => request.Accepted?.JobId is not null && request.Description is { Operation: not null })
            .GroupBy(request => request.Accepted!.JobId!, StringComparer.Ordinal)
            .ToDictionary(same => same.Key, same => ToJob(same.First()), StringComparer.Ordinal);
        return _jobs.TryGetValue(jobId, out PhotaJob? job) ? job : null;
    });

    /// <summary>Notes that an image of a job is about to be written to the pipeline.</summary>
    /// <param name="image">The image.</param>
    public void Receive(PhotaImage image)
    {
        if (image.Fingerprint is not null) AddTold(image.Fingerprint, image.Variation, image.RequestAttempt);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            if (_writer.ClockLag is null && Exists) WritePhotos(open: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The next run reads the photos again.
        }

        _writer.Dispose();
        lock (_lock) _files.Dispose();
    }

    /// <summary>Reads what other writers have added meanwhile.</summary>
    internal void Refresh() => Guard(() =>
    {
        lock (_lock)
        {
            _files.ReadNew(_writer.Name, (file, offset, json) =>
            {
                _index.Add(file, offset, json);
                _entries.Clear();
                _jobs = null;
            });
            _othersAtWork = [.. _files.OthersAtWork(Clock.GetUtcNow())];
            _refreshed = Clock.GetTimestamp();
        }
    });

    /// <summary>Reads what other writers have added, unless that was done just now.</summary>
    internal void RefreshSometimes()
    {
        if (!IsDestination || Clock.GetElapsedTime(_refreshed) <= s_refreshInterval) return;
        if (_writer.ClockLag is not null && Clock.GetElapsedTime(_listed) > _listInterval)
        {
            // Most of those that work here beside this process began when it did.
            _files.ForgetList();
            _listed = Clock.GetTimestamp();
            _listInterval += _listInterval;
        }

        Refresh();
    }

    /// <summary>Reads what other writers have added, also where a share would answer from its cache.</summary>
    internal void RefreshSurely()
    {
        if (Exists) _files.ForgetList();
        Refresh();
    }

    /// <summary>
    /// Whether another process that is at work here is the one to begin with a request. Each photo has one such process, whichever
    /// of them is asked, so that the same command on several hosts divides its photos.
    /// </summary>
    internal bool IsForAnother(string fingerprint)
    {
        string[] others;
        lock (_lock) others = _othersAtWork;
        ulong own = Rank(fingerprint);
        return others.Any(other => Rank(other, fingerprint) > own);
    }

    /// <summary>A number that each process has for a request, and no two processes alike.</summary>
    internal ulong Rank(string fingerprint) => Rank(_writer.FileName, fingerprint);

    private static ulong Rank(string file, string fingerprint) =>
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(file + fingerprint)));

    /// <summary>Reads one fingerprint's entry under the ledger's lock.</summary>
    internal T Read<T>(string fingerprint, Func<LedgerEntry, T> read) => Look(() => read(Entry(fingerprint)));

    /// <summary>The image that was last recorded under a path; null where that path is not a result's.</summary>
    internal LedgerFact? OwnerOf(string path)
    {
        if (Relative(path) is not { } relative) return null;
        return Look(() =>
        {
            // The one that was recorded last owns the name; a tie is broken the same way on every host.
            LedgerFact? owner = _ownPaths.TryGetValue(relative, out LedgerFact? own) ? own : null;
            foreach (LedgerFact saved in _index.Saved(relative)) owner = owner is null || LedgerFact.Compare(saved, owner) > 0 ? saved : owner;
            return owner;
        });
    }

    /// <summary>Whether a file is the sidecar that was written for a result.</summary>
    internal bool IsSidecar(string path) => SidecarFile.ImageOf(path) is { } image && OwnerOf(image)?.Sidecar is not null;

    /// <summary>
    /// What was recorded of the file that has an image's name, where it is that image: of the same job, but perhaps with other
    /// metadata, by a process that saved it at the same moment. Null where it is something else.
    /// </summary>
    internal LedgerFact? Named(LedgerFact image) => Read(image.Fingerprint, entry => entry.Saved.Where(saved =>
        saved.First == image.First && saved.Attempt == image.Attempt && saved.JobId == image.JobId && saved.Path == image.Path).ToArray()).FirstOrDefault(IsIntact);

    /// <summary>Takes the file that has an image's name for that image, where another process gave it the name.</summary>
    /// <param name="image">The image, as this process would record it or has.</param>
    /// <returns>What was recorded of the file; null where it is something else.</returns>
    internal LedgerFact? Adopt(LedgerFact image)
    {
        Refresh();
        if (Named(image) is not { } named) return null;
        // The one that was recorded last owns the name.
        if (OwnerOf(Absolute(named))?.Sha256 != named.Sha256) AddAsync(named with { File = null }).GetAwaiter().GetResult();
        return named;
    }

    /// <summary>Claims variations for the direct path, where a repeat would be a second charge.</summary>
    internal bool TryClaim(string fingerprint, int first, int count, int attempt)
    {
        if (!IsDestination) return true;
        for (int i = 0; i < count; i++)
        {
            if (TryCreate("claims", ClaimName(fingerprint, first + i, attempt))) continue;
            Unclaim(fingerprint, first, i, attempt);
            return false;
        }

        return true;
    }

    /// <summary>Gives claims up: the service surely did not take the request. Those of saved images stay, for a process that has planned before.</summary>
    internal void Unclaim(string fingerprint, int first, int count, int attempt)
    {
        for (int i = 0; IsDestination && i < count; i++) File.Delete(Path.Combine(Folder, "claims", ClaimName(fingerprint, first + i, attempt)));
    }

    /// <summary>Whether a variation was sent on the direct path, also where the line that says so was damaged since.</summary>
    internal bool HasClaim(string fingerprint, int variation, int attempt) => IsDestination && File.Exists(Path.Combine(Folder, "claims", ClaimName(fingerprint, variation, attempt)));

    /// <summary>
    /// Removes part files that no image will come of: their writer has ended and no fact names them, or another process has
    /// saved the same image. Those of other hosts are left alone for a day. Looks into no folder but the destination's own
    /// and the ledger's, and passes over what it may not read or remove.
    /// </summary>
    internal void Sweep()
    {
        if (!Directory.Exists(PartFolder)) return;
        Sweep(PartFolder, "*.part", part =>
        {
            LedgerFact? recorded = Look(() => _index.Part(part.Name));
            return recorded is null ? IsDead(part) : Named(recorded) is not null;
        });

        // What a process left that was killed while it tried whether a folder can be written.
        bool isAlone = !HasOthersAtWork();
        foreach (string folder in IsDestination ? [_destination, Path.Combine(Folder, "ledger")] : Array.Empty<string>())
            Sweep(folder, OutputFolder.ProbePattern, probe => isAlone || IsOld(probe));

        // By then the ledger itself says what was told.
        Sweep(Path.Combine(Folder, "told"), "*", IsOld);
    }

    private static void Sweep(string folder, string pattern, Func<FileInfo, bool> isDead)
    {
        try
        {
            foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles(pattern)) Remove(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What may not be listed is left as it is; nothing depends on it.
        }

        void Remove(FileInfo file)
        {
            try
            {
                if (isDead(file)) file.Delete();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's, or open in another program.
            }
        }
    }

    private bool IsIntact(LedgerFact saved) => AtomicImageFile.IsIntact(Absolute(saved), saved.Length, saved.Sha256);

    private bool IsOld(FileInfo file) => file.Exists && Clock.GetUtcNow() - file.LastWriteTimeUtc > s_partLife;

    // On this host it is known whether the writer runs, however long it sleeps. The process ids of another say nothing here.
    private bool IsDead(FileInfo part)
    {
        string writer = part.Name.Substring(0, Math.Max(0, part.Name.LastIndexOf('-')));
        if (writer == WriterName) return false;
        LedgerHeader? header = LedgerFiles.ReadHeader(Path.Combine(Folder, "ledger", writer + ".jsonl"));
        return header?.Host == LedgerWriter.HostName() ? !LedgerWriter.IsAlive(header) : IsOld(part);
    }

    private static string ClaimName(string fingerprint, int variation, int attempt) => FormattableString.Invariant($"{fingerprint}-{variation}-{attempt}");

    // Of all processes on all hosts only one creates a file.
    private bool TryCreate(string folder, string name)
    {
        string path = Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, folder)).FullName, name);
        try
        {
            new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1).Dispose();
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    /// <summary>Checks that a path is free or can be made so; returns what is to be put aside for that.</summary>
    /// <exception cref="PhotaException">Kind OutputFile: the path is taken.</exception>
    internal LedgerFact? RequireRoom(string path, ResultOwner owner, bool overwrite)
    {
        if (FileReplacement.FindObstacle(path) is { } obstacle) throw Taken(path, obstacle);
        if (!File.Exists(path)) return null;
        // Another process may have made it since.
        if (OwnerOf(path) is null) Refresh();
        if (OwnerOf(path) is not { } known) throw Taken(path, "exists and is not a result of this destination, so it is not overwritten");
        if (known.Fingerprint == owner.Fingerprint) return null;
        if (overwrite) return known;
        LedgerFact? other = Read(known.Fingerprint, entry => entry.Of(known)?.Description);
        if (other is null || other.Options != owner.Options) throw Taken(path, "is the result of other options", PhotaRemedy.Replace);
        // A copy belongs to the photo that it was made for: a twin, or one that was renamed.
        string? source = known.Source ?? other.Source;
        if (source != owner.Source) throw Taken(path, $"is the result of '{source}'", PhotaRemedy.MirrorFolders);
        if (AtomicImageFile.IsIntact(path, known.Length, known.Sha256)) return known;
        // Another process may have replaced it since.
        Refresh();
        return OwnerOf(path) != known ? RequireRoom(path, owner, overwrite) : throw Taken(path, "was changed since it was saved", PhotaRemedy.Replace);
    }

    /// <summary>Puts an earlier result aside that another is to replace.</summary>
    internal void MakeRoom(string path, ResultOwner owner, bool overwrite)
    {
        if (RequireRoom(path, owner, overwrite) is not { } replaced) return;
        Directory.CreateDirectory(Path.Combine(Folder, "replaced"));
        string aside = ReplacedPath(replaced);
        // Another process may have put it aside by now, and what has the name is its new image. The same image may also have been put aside before.
        if (!DurableFolder.TryRename(path, aside) && IsIntact(replaced)) File.Move(path, aside, overwrite: true);
        SidecarFile.Move(path, aside, replaced.Sidecar);
    }

    /// <summary>Where a result lies that another has replaced.</summary>
    internal string ReplacedPath(LedgerFact saved) => Path.Combine(Folder, "replaced", AsideName(saved));

    /// <summary>Remembers that the user does not want a result, and then puts its file aside.</summary>
    /// <param name="saved">The result, as <see cref="OwnerOf"/> knows it.</param>
    /// <exception cref="PhotaException">Kind OutputFile: the file cannot be moved, or the ledger cannot be written.</exception>
    internal void Reject(LedgerFact saved)
    {
        string path = Absolute(saved);
        if (FileReplacement.FindObstacle(path) is { } obstacle) throw new PhotaException(PhotaErrorKind.OutputFile, $"'{path}' {obstacle}, so it cannot be moved.");
        AddAsync(new() { State = LedgerFact.Rejected, Fingerprint = saved.Fingerprint, First = saved.First, Attempt = saved.Attempt, Path = saved.Path, Sha256 = saved.Sha256 }).GetAwaiter().GetResult();
        string aside = RejectedPath(AsideName(saved));
        Guard(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(aside)!);
            // An image that was rejected before may have been copied back to its place, and changed there.
            for (int copy = 2; File.Exists(path) && !DurableFolder.TryRename(path, aside); copy++) aside = RejectedPath($"{copy}-{AsideName(saved)}");
            SidecarFile.Move(path, aside, saved.Sidecar);
        });
    }

    private PhotaImage AtRejected(LedgerEntry entry, PhotaImage image)
    {
        if (!entry.IsRejected(image.Variation) || File.Exists(image.FullName)) return image;
        string aside = RejectedPath(AsideName(image.Sha256, image.FullName!));
        return File.Exists(aside) ? image with { FullName = aside } : image;
    }

    private string RejectedPath(string name) => Path.Combine(Folder, "rejected", name);

    private static string AsideName(LedgerFact saved) => AsideName(saved.Sha256, saved.Path!);

    private static string AsideName(string? sha256, string path) => $"{sha256?.Substring(0, Math.Min(12, sha256.Length))}-{Path.GetFileName(path)}";

    /// <summary>Proves that the ledger can be written.</summary>
    internal void RequireWritable() => Guard(() =>
    {
        if (IsDestination) Directory.CreateDirectory(_destination);
        // Prompts, and the names of photos and people, are in it.
        UserState.Create(Folder);
        HideOnWindows(Folder);
        _writer.Open();
        if (IsDestination) Refresh();
        else DropOldFiles();
        Directory.CreateDirectory(PartFolder);
        WritePhotos(open: false);
    });

    /// <summary>Adds a fact; it counts once it is on disk.</summary>
    internal async Task<LedgerFact> AddAsync(LedgerFact fact)
    {
        try
        {
            fact = await _writer.AddAsync(fact).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }

        // What has a fingerprint of its own is never asked for again.
        if (!IsDestination) return fact;
        lock (_lock) Apply(fact);
        return fact;
    }

    /// <summary>Notes that an image's cost was told; this may reach the disk later.</summary>
    internal void AddTold(string fingerprint, int variation, int attempt)
    {
        LedgerFact fact = ToldFact(fingerprint, variation, attempt);
        if (IsDestination)
        {
            lock (_lock) Apply(fact);
        }

        _writer.AddSoon(fact);
    }

    /// <summary>An image with its cost, unless that was told before.</summary>
    internal PhotaImage Priced(PhotaImage image, int attempt) =>
        IsDestination && Read(image.Fingerprint!, entry => entry.IsTold(image.Variation, attempt))
            ? image with { Origin = ImageOrigin.Found, EstimatedCost = 0 }
            : image;

    /// <summary>
    /// Notes that an image's cost is about to be told. Of all processes one tells it: the one that gave the image its name, while
    /// it is at work, or else the one that claims to.
    /// </summary>
    /// <param name="image">The image, which is in the destination.</param>
    /// <returns>The image as it is to be told.</returns>
    public PhotaImage Tell(PhotaImage image)
    {
        if (image.Origin == ImageOrigin.Found || image.Fingerprint is not { } fingerprint) return image;
        int variation = image.Variation;
        // An image of an earlier run may be told by a process that has written nothing yet, and so is not known to be at work.
        if (!IsOwn() || HasOthersAtWork())
        {
            // The files may say that another process recorded it first.
            if (image.IsAdopted == true) RefreshSurely();
            else Refresh();
            bool isOthers = !IsOwn() && (image.IsAdopted == true ? HasOthersAtWork() : Saved().Any(saved => saved.File is { } file && IsAtWork(file)));
            bool isTold = Read(fingerprint, entry => entry.IsTold(variation, image.RequestAttempt));
            if (isOthers || isTold || !TryClaimToTell(ClaimName(fingerprint, variation, image.RequestAttempt)))
                return image with { Origin = ImageOrigin.Found, EstimatedCost = 0 };
        }

        AddTold(fingerprint, variation, image.RequestAttempt);
        return image;

        LedgerFact[] Saved() => Read(fingerprint, entry => entry.Saved.Where(saved => saved.First == variation && saved.Attempt == image.RequestAttempt).ToArray());
        bool IsOwn() => image.IsAdopted is { } isAdopted ? !isAdopted : Saved().Any(saved => saved.File is null);
    }

    private bool TryClaimToTell(string name)
    {
        try
        {
            return TryCreate("told", name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The image is in the destination; a full disk must not keep it out of the pipeline.
            return true;
        }
    }

    /// <summary>Whether the writer of a file is at work, as far as that is known.</summary>
    internal bool IsAtWork(string file)
    {
        lock (_lock) return _files.IsAtWork(file, Clock.GetUtcNow());
    }

    private bool HasOthersAtWork()
    {
        if (_files.HasNewWriters) Refresh();
        lock (_lock) return _files.HasOthersAtWork(Clock.GetUtcNow());
    }

    private static LedgerFact ToldFact(string fingerprint, int variation, int attempt) =>
        new() { State = LedgerFact.Told, Fingerprint = fingerprint, First = variation, Attempt = attempt };

    /// <summary>A path below the destination as the ledger keeps it; null for any other.</summary>
    internal string? Relative(string path)
    {
        string relative = Path.GetRelativePath(_destination, path);
        if (Path.DirectorySeparatorChar == '\\') relative = relative.Replace('\\', '/');
        return relative == ".." || relative.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? null : relative;
    }

    internal string Absolute(LedgerFact saved) => Path.GetFullPath(Path.Combine(_destination, saved.Path!));

    internal PhotaImage ToImage(LedgerEntry entry, LedgerFact saved)
    {
        LedgerFact? request = entry.Of(saved)?.Description;
        return new()
        {
            Operation = request?.Operation ?? saved.Operation ?? "",
            Source = request?.Source,
            Variation = saved.First,
            FullName = Absolute(saved),
            Format = saved.Format ?? ImageFormat.Jpeg,
            Width = saved.Width,
            Height = saved.Height,
            Length = saved.Length,
            Sha256 = saved.Sha256,
            Prompt = request?.Prompt,
            BaseModel = request?.BaseModel,
            Resolution = request?.Resolution,
            ProfileId = request?.ProfileId,
            KnownSubject = saved.KnownSubject,
            EstimatedCost = saved.Cost,
            RequestId = saved.RequestId,
            JobId = saved.JobId,
            ClientRequestId = saved.ClientRequestId,
            Fingerprint = saved.Fingerprint,
            Attempt = saved.Attempt,
            RequestAttempt = saved.Attempt,
            CreatedAt = saved.At,
        };
    }

    private static PhotaException Taken(string path, string why, PhotaRemedy remedy = PhotaRemedy.FreePath) => new(PhotaErrorKind.OutputFile, $"'{path}' {why}.")
    {
        Remedy = remedy,
    };

    private static PhotaFailure ToFailure(RequestRecord request) => new()
    {
        Operation = request.Description!.Operation,
        Source = request.Description.Source,
        Reason = request.Status switch
        {
            RequestStatus.Failed => request.Failed!.Error ?? "The service failed the request.",
            RequestStatus.Accepted => "The request was submitted, but its images were not fetched.",
            _ => "The request was sent and its answer was lost, so it may be paid for.",
        },
        Remedy = request.Status == RequestStatus.Failed ? PhotaRemedy.PayForFailed : PhotaRemedy.RunAgain,
    };

    private static PhotaJob ToJob(RequestRecord request) => new()
    {
        JobId = request.Accepted!.JobId!,
        Status = PhotaJobStatus.Unknown,
        Operation = request.Description!.Operation,
        Source = request.Description.Source,
        Count = request.Count,
        Prompt = request.Description.Prompt,
        BaseModel = request.Description.BaseModel,
        Resolution = request.Description.Resolution,
        ProfileId = request.Description.ProfileId,
        Format = request.Description.Format ?? ImageFormat.Jpeg,
        ClientRequestId = request.Description.ClientRequestId,
        Fingerprint = request.Description.Fingerprint,
        FirstVariation = request.First,
        RequestAttempt = request.Attempt,
        RequestId = request.Accepted.RequestId,
        CreatedAt = request.Accepted.At,
    };

    // What a later attempt has taken over is no failure of its own.
    private static bool IsCurrent(LedgerEntry entry, RequestRecord request) =>
        Enumerable.Range(request.First, request.Count).Any(variation => entry.Current(variation) == request);

    private static bool IsReceived(LedgerEntry entry, RequestRecord request) =>
        Enumerable.Range(request.First, request.Count).All(variation =>
            entry.IsTold(variation, request.Attempt) || entry.IsUndelivered(variation)
            || entry.Saved.Any(saved => saved.First == variation && saved.Attempt == request.Attempt));

    private static LedgerFact Newest(IEnumerable<LedgerFact> same) => same.Aggregate((newest, saved) => LedgerFact.Compare(saved, newest) > 0 ? saved : newest);

    // A destination that is only looked at stays as it is: what was read is written once there is a file, or at the end.
    private void AddPhoto(FileStamp stamp, DateTimeOffset readAt, LedgerFact fact)
    {
        if (!IsDestination || !stamp.IsSettled(readAt, Settling)) return;
        lock (_readPhotos) _readPhotos.Add((stamp, readAt, fact));
        if (_writer.ClockLag is not null) WritePhotos(open: false);
    }

    private void WritePhotos(bool open)
    {
        lock (_readPhotos)
        {
            if (_readPhotos.Count == 0) return;
            if (open) _writer.Open();
            TimeSpan lag = _writer.ClockLag is { Ticks: > 0 } behind ? behind : TimeSpan.Zero;
            foreach ((FileStamp stamp, DateTimeOffset readAt, LedgerFact fact) in _readPhotos)
            {
                if (stamp.IsSettled(readAt - lag, Settling)) _writer.AddSoon(fact);
            }

            _readPhotos.Clear();
        }
    }

    // A fact of this process.
    private void Apply(LedgerFact fact)
    {
        if (!_own.TryGetValue(fact.Fingerprint, out List<LedgerFact>? own)) _own.Add(fact.Fingerprint, own = []);
        own.Add(fact);
        _jobs = null;
        if (_entries.TryGetValue(fact.Fingerprint, out LedgerEntry? entry)) entry.Apply(fact);
        if (fact.State != LedgerFact.Saved || fact.Path is null) return;
        bool isLater = !_ownPaths.TryGetValue(fact.Path, out LedgerFact? known) || LedgerFact.Compare(fact, known) >= 0;
        if (isLater) _ownPaths[fact.Path] = fact;
    }

    private LedgerEntry Entry(string fingerprint)
    {
        if (_entries.TryGetValue(fingerprint, out LedgerEntry? known)) return known;
        if (_entries.Count >= MaxEntries) _entries.Clear();
        LedgerEntry entry = ToEntry(fingerprint, _index.Facts(fingerprint));
        _entries.Add(fingerprint, entry);
        return entry;
    }

    // One after the other: all at once would be too many.
    private IEnumerable<LedgerEntry> Entries()
    {
        HashSet<string> own = [.. _own.Keys];
        foreach (IGrouping<string, LedgerFact> request in _index.Requests())
        {
            own.Remove(request.Key);
            yield return ToEntry(request.Key, request);
        }

        foreach (string fingerprint in own) yield return ToEntry(fingerprint, []);
    }

    private LedgerEntry ToEntry(string fingerprint, IEnumerable<LedgerFact> facts)
    {
        LedgerEntry entry = new();
        foreach (LedgerFact fact in facts) entry.Apply(fact);
        foreach (LedgerFact fact in _own.TryGetValue(fingerprint, out List<LedgerFact>? own) ? own : []) entry.Apply(fact);
        return entry;
    }

    private T Look<T>(Func<T> look)
    {
        T found = default!;
        Guard(() =>
        {
            lock (_lock) found = look();
        });
        return found;
    }

    // What is written to, moved to and swept here must be here: a link in a shared folder may lead anywhere.
    private void RefuseLinks()
    {
        foreach (string name in s_folders)
        {
            string path = Path.Combine(Folder, name);
            if (!RegularFile.IsLink(new DirectoryInfo(path))) continue;
            throw new PhotaException(PhotaErrorKind.OutputFile, $"'{path}' is a link, and a ledger's folders must not be.")
            {
                IsFatal = true,
                Remedy = PhotaRemedy.ChooseDestination,
            };
        }
    }

    private void RefuseFirstEdition()
    {
        string old = Path.Combine(Folder, "ledger.jsonl");
        if (!File.Exists(old)) return;
        throw new PhotaException(PhotaErrorKind.OutputFile, $"'{old}' is the ledger of a PhotaPS version from before 0.2, which this version cannot read.")
        {
            IsFatal = true,
            Remedy = PhotaRemedy.LeaveOldLedger,
        };
    }

    private void DropOldFiles()
    {
        foreach (FileInfo file in new DirectoryInfo(Path.Combine(Folder, "ledger")).EnumerateFiles("*.jsonl"))
        {
            if (Clock.GetUtcNow() - file.LastWriteTimeUtc > s_journalLife) file.Delete();
        }
    }

    private static void HideOnWindows(string folder)
    {
        if (Path.DirectorySeparatorChar == '\\') File.SetAttributes(folder, File.GetAttributes(folder) | FileAttributes.Hidden);
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(e);
        }
    }

    private PhotaException Unusable(Exception e) =>
        new(PhotaErrorKind.OutputFile, $"The {(IsDestination ? "ledger" : "journal")} in '{Folder}' cannot be used: {e.Message}", e)
        {
            IsFatal = true,
            Remedy = PhotaRemedy.MakeWritable,
        };
}

/// <summary>Which request an image belongs to.</summary>
internal sealed record ResultOwner(string Fingerprint, string? Options, string? Source, string Operation, int Attempt, string? JobId)
{
    public static ResultOwner From(ImageRequest request, RequestFingerprint fingerprint, int attempt = 1, string? jobId = null) =>
        new(fingerprint.Value, fingerprint.Options, request.Source is { } source ? ShownSource.Of(source) : null, request.Operation, attempt, jobId);
}

/// <summary>Compares paths as the least careful file system does: without case, and one form for each accented letter.</summary>
internal static class PathKey
{
    public static readonly IEqualityComparer<string> Comparer = new PathComparer();

    /// <summary>A path in the form in which it is compared, but for its case.</summary>
    public static string Of(string path)
    {
        try
        {
            return path.Normalize();
        }
        catch (ArgumentException)
        {
            // Linux allows names that are not Unicode.
            return path;
        }
    }

    private sealed class PathComparer : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => string.Equals(x is null ? null : Of(x), y is null ? null : Of(y), StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(string path) => StringComparer.OrdinalIgnoreCase.GetHashCode(Of(path));
    }
}

namespace Phota;

/// <summary>The folder of a batch's results: proven writable before anything is paid, and no two results share a name in it.</summary>
public sealed class OutputFolder
{
    /// <summary>The names of the files that prove that a folder can be written.</summary>
    internal const string ProbePattern = ".phota-probe-*.part";

    private readonly Dictionary<string, Claimant> _claimed = new(PathKey.Comparer);
    private readonly HashSet<string> _prepared = [];
    private readonly string _path;
    private readonly string? _relativeTo;
    private readonly bool _overwrite;

    /// <summary>Names a folder; nothing is created yet.</summary>
    /// <param name="path">The folder's full path.</param>
    /// <param name="relativeTo">A folder above the sources, whose tree is mirrored below <paramref name="path"/>; null puts all side by side.</param>
    /// <param name="overwrite">Whether existing files may be replaced.</param>
    public OutputFolder(string path, string? relativeTo, bool overwrite)
    {
        _path = path;
        _relativeTo = relativeTo;
        _overwrite = overwrite;
    }

    /// <summary>The folder.</summary>
    public string FullPath => _path;

    /// <summary>How results are named; null names them as their sources.</summary>
    public NameTemplate? Template { get; init; }

    /// <summary>Whether a photo may come again with other bytes, as in a folder that is watched; its result is then renewed.</summary>
    public bool TakesChangedPhotos { get; init; }

    /// <summary>Where the results of a request go.</summary>
    /// <param name="request">The request, not yet sent.</param>
    /// <param name="compute">Computes its fingerprint; a template with <c>{hash}</c> needs it.</param>
    /// <exception cref="PhotaException">Kind OutputFile: the source is not below the folder to mirror. Kind Validation: the template has no name for it.</exception>
    public OutputTarget TargetFor(ImageRequest request, Func<ImageRequest, RequestFingerprint>? compute = null)
    {
        OutputTarget target = TargetFor(request.Source, request.Prompt);
        return Template is null ? target : target with { Names = Template.Bind(request, target.SourceName, Template.NeedsFingerprint ? compute?.Invoke(request) : null) };
    }

    /// <summary>
    /// Claims the names of a request's results: first without its fingerprint, in the order of the inputs, and then with it.
    /// Two photos with the same bytes share a name; any others do not.
    /// </summary>
    /// <exception cref="PhotaException">Kind OutputFile: another photo of this batch has that name.</exception>
    internal void Claim(ImageRequest request, OutputTarget target, RequestFingerprint? fingerprint, Func<ImageRequest, RequestFingerprint> compute)
    {
        foreach (string path in target.PathsFor(request.Count, request.OutputFormat))
        {
            Claimant claimant;
            lock (_claimed)
            {
                if (!_claimed.TryGetValue(path, out claimant!)) _claimed.Add(path, claimant = new(request));
            }

            if (fingerprint is null) continue;
            lock (claimant)
            {
                // A later input of the same name may come here first, and must not take it.
                if (TakesChangedPhotos && claimant.Source == request.Source) claimant.Fingerprint = fingerprint.Value;
                claimant.Fingerprint ??= ReferenceEquals(claimant.Request, request) ? fingerprint.Value : compute(claimant.Request!).Value;
                if (claimant.Fingerprint != fingerprint.Value) throw Clash(path, claimant.Source!, request.Source ?? request.Prompt!);
            }
        }
    }

    /// <summary>Where a result goes that is to be downloaded.</summary>
    /// <param name="image">The result.</param>
    /// <exception cref="PhotaException">Kind OutputFile: its source is not below the folder to mirror.</exception>
    public OutputTarget TargetFor(PhotaImage image) => TargetFor(image.GivenSource, image.Prompt);

    /// <summary>Claims the name of a result that is to be downloaded.</summary>
    /// <exception cref="PhotaException">Kind OutputFile: another result of this batch has that name.</exception>
    internal void Claim(PhotaImage image, OutputTarget target)
    {
        string path = target.PathFor(image.Index, image.Format);
        string source = image.Source ?? image.Prompt ?? path;
        lock (_claimed)
        {
            if (_claimed.TryGetValue(path, out Claimant? other)) throw Clash(path, other.Source!, source);
            _claimed.Add(path, new(source));
        }
    }

    /// <summary>Creates the folders of a target and, the first time, proves that results can be saved.</summary>
    /// <param name="target">A target of this folder.</param>
    /// <exception cref="PhotaException">Kind OutputFile, fatal: nothing can be saved here.</exception>
    public void Prepare(OutputTarget target)
    {
        try
        {
            lock (_prepared)
            {
                if (_prepared.Add(target.Directory)) Probe(target.Directory);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new PhotaException(PhotaErrorKind.OutputFile, $"The destination '{_path}' cannot be written: {e.Message}", e)
            {
                IsFatal = true,
                Remedy = PhotaRemedy.ChooseDestination,
            };
        }
    }

    private static void Probe(string folder)
    {
        Directory.CreateDirectory(folder);
        string probe = Path.Combine(folder, ProbePattern.Replace("*", $"{Guid.NewGuid():N}"));
        using FileStream file = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        file.WriteByte(0);
    }

    private OutputTarget TargetFor(string? source, string? prompt)
    {
        if (source is null) return new(_path, SafeName.FromPrompt(prompt ?? "image"), _overwrite);
        bool isUrl = Uri.TryCreate(source, UriKind.Absolute, out Uri? uri) && !uri.IsFile;
        return isUrl
            ? new(_path, SafeName.FromUri(uri!), _overwrite)
            : new(Mirror(source), SafeName.FromFile(source), _overwrite);
    }

    private string Mirror(string source)
    {
        // A generated image has a name and no folder.
        if (_relativeTo is null || SafeName.LastPart(source) == 0) return _path;
        string relative = Relative(_relativeTo, source);
        if (relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(relative))
        {
            throw new PhotaException(PhotaErrorKind.OutputFile, $"'{source}' is not below '{_relativeTo}'.")
            {
                Remedy = PhotaRemedy.ChooseCommonFolder,
            };
        }

        return Path.GetFullPath(Path.Combine(_path, relative));
    }

    private static string Relative(string folder, string source)
    {
        try
        {
            return Path.GetRelativePath(folder, source.Substring(0, SafeName.LastPart(source))).TrimEnd(Path.DirectorySeparatorChar);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            // No file has such a path, so it is below nothing.
            return "..";
        }
    }

    private static PhotaException Clash(string path, string first, string second) =>
        new(PhotaErrorKind.OutputFile, $"The results of '{first}' and '{second}' would both be '{path}'; the second is left out.")
        {
            Remedy = PhotaRemedy.MirrorFolders,
        };

    private sealed class Claimant
    {
        private string? _fingerprint;

        public Claimant(ImageRequest request)
        {
            Request = request;
            Source = request.Source ?? request.Prompt;
        }

        public Claimant(string source) => Source = source;

        public ImageRequest? Request { get; private set; }

        public string? Source { get; }

        public string? Fingerprint
        {
            get => _fingerprint;
            set
            {
                _fingerprint = value;
                Request = null;
            }
        }
    }
}

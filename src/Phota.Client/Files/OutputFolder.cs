namespace Phota;

/// <summary>The folder of a batch's results: proven writable before anything is paid, and no two results share a name in it.</summary>
public sealed class OutputFolder
{
    // Windows and macOS take Dog.jpg and dog.jpg for one file.
    private static readonly StringComparer s_names = Path.DirectorySeparatorChar == '\\' || Directory.Exists("/System/Library")
        ? StringComparer.OrdinalIgnoreCase
        : StringComparer.Ordinal;

    private readonly Dictionary<string, string> _claimed = new(s_names);
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

    /// <summary>Where the results of a request go.</summary>
    /// <param name="request">The request, not yet sent.</param>
    /// <exception cref="PhotaException">Kind OutputFile: another source of this batch has that name, or the source is not below the folder to mirror.</exception>
    public OutputTarget TargetFor(ImageRequest request)
    {
        OutputTarget target = TargetFor(request.Source, request.Prompt);
        foreach (string path in target.PathsFor(request.Count, request.OutputFormat)) Claim(path, request.Source ?? request.Prompt!);
        return target;
    }

    /// <summary>Where a result goes that is to be downloaded.</summary>
    /// <param name="image">The result.</param>
    /// <exception cref="PhotaException">Kind OutputFile: another result of this batch has that name, or its source is not below the folder to mirror.</exception>
    public OutputTarget TargetFor(PhotaImage image)
    {
        OutputTarget target = TargetFor(image.Source, image.Prompt);
        string path = target.PathFor(image.Index, image.Format);
        Claim(path, image.Source ?? image.Prompt ?? path);
        target.RequireFree(path);
        return target;
    }

    /// <summary>Creates the folders of a target and, the first time, proves that results can be saved.</summary>
    /// <param name="target">A target of this folder.</param>
    /// <exception cref="PhotaException">Kind OutputFile, fatal: nothing can be saved here.</exception>
    public void Prepare(OutputTarget target)
    {
        try
        {
            if (_prepared.Count == 0)
            {
                Probe();
                Sweep();
            }

            if (_prepared.Add(target.Directory)) Directory.CreateDirectory(target.Directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new PhotaException(PhotaErrorKind.OutputFile, $"The destination '{_path}' cannot be written: {e.Message}", e)
            {
                IsFatal = true,
                RecommendedAction = "Choose another -Destination; nothing was sent.",
            };
        }
    }

    /// <summary>Creates the folders that a plan needs; as <see cref="Prepare(OutputTarget)"/>.</summary>
    /// <param name="plan">A plan with results in this folder.</param>
    public void Prepare(PhotaPlan plan) => Prepare(plan.Target!);

    // What a process that was killed left half-written; a file that is still being written is locked.
    private void Sweep()
    {
        foreach (string path in Directory.EnumerateFiles(_path, ".phota-*.part", SearchOption.AllDirectories))
        {
            if (FileLock.IsFree(path)) File.Delete(path);
        }
    }

    private void Probe()
    {
        Directory.CreateDirectory(_path);
        string probe = Path.Combine(_path, $".phota-{Guid.NewGuid():N}.part");
        using FileStream file = new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        file.WriteByte(0);
    }

    private OutputTarget TargetFor(string? source, string? prompt)
    {
        if (source is null) return new(_path, SafeName.FromPrompt(prompt ?? "picture"), _overwrite);
        bool isAddress = Uri.TryCreate(source, UriKind.Absolute, out Uri? uri) && !uri.IsFile;
        return isAddress
            ? new(_path, SafeName.FromUri(uri!), _overwrite)
            : new(Mirror(source), SafeName.FromFile(source), _overwrite);
    }

    private string Mirror(string source)
    {
        if (_relativeTo is null) return _path;
        string relative = Relative(_relativeTo, source);
        if (relative == ".." || relative.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal) || Path.IsPathRooted(relative))
        {
            throw new PhotaException(PhotaErrorKind.OutputFile, $"'{source}' is not below '{_relativeTo}'.")
            {
                RecommendedAction = "Give a -RelativeTo that all photos lie below.",
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

    private void Claim(string path, string source)
    {
        if (_claimed.TryGetValue(path, out string? other))
        {
            throw new PhotaException(PhotaErrorKind.OutputFile, $"The results of '{other}' and '{source}' would both be '{path}'; the second was not sent.")
            {
                RecommendedAction = "Mirror the folders with -RelativeTo, or use another -Destination for this one.",
            };
        }

        _claimed.Add(path, source);
    }
}

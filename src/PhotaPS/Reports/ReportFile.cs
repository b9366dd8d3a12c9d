namespace PhotaPS;

/// <summary>
/// A file on its way to disk: written beside its path under a temporary name, and renamed once it is whole. Disposing
/// one that was not committed removes it.
/// </summary>
internal sealed class ReportFile : IDisposable
{
    private const string OtherPath = "Choose another -Path, or free some space.";

    private readonly string _partial;
    private readonly bool _overwrite;

    private ReportFile(string path, bool overwrite, string partial, FileStream stream)
    {
        FullPath = path;
        _overwrite = overwrite;
        _partial = partial;
        Stream = stream;
    }

    /// <summary>Where it will be.</summary>
    public string FullPath { get; }

    /// <summary>What is written so far.</summary>
    public FileStream Stream { get; }

    /// <summary>The error to report when writing to <see cref="Stream"/> has failed.</summary>
    public PhotaException Failed(Exception cause) => Failed($"'{FullPath}' cannot be written: {cause.Message}", cause, OtherPath);

    /// <summary>Opens a file for writing, so that it is known to be possible before anything else is done.</summary>
    /// <param name="path">Its full path; the folder is created where it is missing.</param>
    /// <param name="overwrite">Whether an existing file may be replaced.</param>
    /// <exception cref="PhotaException">Kind OutputFile, fatal: it exists already, or cannot be written.</exception>
    public static ReportFile Create(string path, bool overwrite)
    {
        if (Directory.Exists(path)) throw Failed($"'{path}' is a folder.", null, OtherPath);
        if (!overwrite && File.Exists(path)) throw Taken(path, null);
        string folder = Path.GetDirectoryName(path)!;
        string partial = Path.Combine(folder, $".phota-{Guid.NewGuid():N}.part");
        try
        {
            Directory.CreateDirectory(folder);
            return new(path, overwrite, partial, new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw Failed($"'{path}' cannot be written: {e.Message}", e, OtherPath);
        }
    }

    /// <summary>Gives it its name.</summary>
    /// <exception cref="PhotaException">Kind OutputFile, fatal: it exists by now, or cannot be renamed.</exception>
    public void Commit()
    {
        try
        {
            Stream.Dispose();
            File.Move(_partial, FullPath, _overwrite);
        }
        catch (IOException e) when (!_overwrite && File.Exists(FullPath))
        {
            throw Taken(FullPath, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
            File.Delete(_partial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing to add: the error that brought us here is the one to report.
        }
    }

    private static PhotaException Taken(string path, Exception? cause) =>
        Failed($"'{path}' exists already.", cause, "Use -Force to overwrite it, or choose another -Path.");

    private static PhotaException Failed(string message, Exception? cause, string advice) =>
        new PhotaException(PhotaErrorKind.OutputFile, message, cause) { IsFatal = true }.WithAdvice(advice);
}

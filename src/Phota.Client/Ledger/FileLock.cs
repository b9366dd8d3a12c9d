using System.Diagnostics;

namespace Phota;

/// <summary>A lock among processes: a file that only one of them can have open. It goes with its process, however that ends.</summary>
internal sealed class FileLock : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    public static FileLock Take(string path)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1));
            }
            catch (IOException) when (clock.Elapsed < s_patience && File.Exists(path))
            {
                // Nothing tells when another process lets go; it does so within one line.
                Thread.Sleep(5);
            }
        }
    }

    /// <summary>Whether nobody has a file open, as far as this system can tell.</summary>
    public static bool IsFree(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose() => _file.Dispose();
}

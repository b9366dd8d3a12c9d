namespace Phota;

/// <summary>Whether a file can make room for another; asked before that other one is paid for.</summary>
internal static class FileReplacement
{
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Why a path cannot be given to another file, as what follows the path in a sentence; null if it can.</summary>
    /// <param name="path">The full path; nothing need be there.</param>
    public static string? FindObstacle(string path)
    {
        if (Directory.Exists(path)) return "is a folder";
        try
        {
            if (!File.Exists(path)) return null;
            if (File.GetAttributes(path).HasFlag(FileAttributes.ReadOnly)) return "is read-only";

            // Windows renames no file that another program has open, unless it was opened for that; it asks this even of a
            // rename that changes nothing. Unix does not ask it.
            if (Path.DirectorySeparatorChar == '\\') File.Move(path, path);
            return null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (IOException e) when (e.HResult == SharingViolation)
        {
            return "is open in another program";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be replaced: {e.Message}";
        }
    }
}

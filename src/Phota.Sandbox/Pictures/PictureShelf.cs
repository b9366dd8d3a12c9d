using System.Collections.Concurrent;

namespace Phota.Sandbox.Pictures;

/// <summary>Pictures behind download URLs: in memory up to a budget, the rest on disk.</summary>
internal sealed class PictureShelf(long memoryBudget = PictureShelf.DefaultBudget) : IDisposable
{
    private const long DefaultBudget = 256 * 1024 * 1024;

    private readonly ConcurrentDictionary<string, Shelved> _pictures = new();
    private readonly HashSet<Rendering> _inMemory = [];
    private DirectoryInfo? _directory;
    private long _used;
    private bool _isCleared;

    public void Keep(IEnumerable<Picture> pictures)
    {
        foreach (Picture picture in pictures)
            Keep(picture);
    }

    public Shelved? Find(string name) => _pictures.GetValueOrDefault(name);

    public void Dispose()
    {
        lock (_inMemory)
        {
            _isCleared = true;
            _pictures.Clear();
            _directory?.Delete(recursive: true);
            _directory = null;
        }
    }

    private void Keep(Picture picture)
    {
        lock (_inMemory)
        {
            // A straggler of a world that has ended.
            if (_isCleared)
                return;

            if (!_inMemory.Contains(picture.Rendering) && _used + picture.Length > memoryBudget)
            {
                _directory ??= Directory.CreateTempSubdirectory("phota-sandbox-");
                string file = Path.Combine(_directory.FullName, $"{_pictures.Count:D8}");
                File.WriteAllBytes(file, picture.ToArray());
                _pictures[picture.Name] = new Shelved(picture.MediaType, null, file);
                return;
            }

            if (_inMemory.Add(picture.Rendering))
                _used += picture.Length;
            _pictures[picture.Name] = new Shelved(picture.MediaType, picture, null);
        }
    }

    public sealed record Shelved(string MediaType, Picture? Picture, string? File)
    {
        public byte[] Read() => Picture?.ToArray() ?? System.IO.File.ReadAllBytes(File!);
    }
}

namespace Phota.Benchmarks;

/// <summary>Inputs and outputs of a run; it goes when the run ends.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("phota-bench-");

    /// <summary>A folder with so many photos of a size, made once.</summary>
    public string Photos(string name, int count, int bytes)
    {
        string folder = Path.Combine(_root.FullName, $"in-{name}");
        if (Directory.Exists(folder)) return folder;
        Directory.CreateDirectory(folder);
        byte[] photo = SampleImage.Jpeg(bytes);
        for (int i = 0; i < count; i++) File.WriteAllBytes(Path.Combine(folder, $"photo-{i:00000}.jpg"), photo);
        return folder;
    }

    /// <summary>A folder with the request that each photo of another folder makes: curl cannot encode them itself.</summary>
    public static string Bodies(string photos)
    {
        string folder = photos + "-bodies";
        if (Directory.Exists(folder)) return folder;
        Directory.CreateDirectory(folder);
        foreach (string photo in Directory.EnumerateFiles(photos))
            File.WriteAllBytes(Path.Combine(folder, Path.GetFileNameWithoutExtension(photo) + ".json"), RequestJson.For(File.ReadAllBytes(photo)));
        return folder;
    }

    /// <summary>An empty folder.</summary>
    public string Empty(string name)
    {
        string folder = Path.Combine(_root.FullName, $"out-{name}");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        return folder;
    }

    public string FileNamed(string name) => Path.Combine(_root.FullName, name);

    public void Dispose() => _root.Delete(recursive: true);
}

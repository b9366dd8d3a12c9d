using System.Buffers.Binary;
using Phota.Benchmarks.Server;

namespace Phota.Benchmarks;

/// <summary>Inputs and outputs of a run; it goes when the run ends.</summary>
internal sealed class WorkFolder : IDisposable
{
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(3);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("phota-bench-");

    // What contenders learn of their users stays here, and each run begins without it.
    public WorkFolder() => Environment.SetEnvironmentVariable("XDG_STATE_HOME", FileNamed("state"));

    /// <summary>A folder with so many different photos of a size, made once, and long enough ago to be remembered by their times.</summary>
    public string Photos(string name, int count, int bytes)
    {
        string folder = Path.Combine(_root.FullName, $"in-{name}");
        if (Directory.Exists(folder)) return folder;
        Directory.CreateDirectory(folder);
        byte[] photo = SampleImage.Jpeg(bytes);
        for (int i = 0; i < count; i++)
        {
            // Before the end marker, and never a marker itself.
            BinaryPrimitives.WriteInt32LittleEndian(photo.AsSpan(bytes - 8), i);
            File.WriteAllBytes(Path.Combine(folder, $"photo-{i:00000}.jpg"), photo);
        }

        Thread.Sleep(s_settling);
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

    /// <summary>The certificate of servers with TLS, made once.</summary>
    public string Certificate()
    {
        string path = FileNamed("localhost.pfx");
        if (!File.Exists(path)) DevCertificate.Create(path);
        return path;
    }

    public string FileNamed(string name) => Path.Combine(_root.FullName, name);

    public void Dispose() => _root.Delete(recursive: true);
}

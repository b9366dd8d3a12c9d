namespace Phota;

/// <summary>The checkout that the tests were built in. A path from the compiler would not do: deterministic builds shorten it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppDomain.CurrentDomain.BaseDirectory);

    public static string File(string path) => Path.Combine(Root, path);

    private static string Find(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "PhotaPS.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"There is no PhotaPS.sln above '{start}'.");
    }
}

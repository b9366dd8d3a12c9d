using System.Security.Cryptography;
using System.Text;

namespace PhotaPS;

/// <summary>The styles and scripts that pages are made of, and the words by which a page's policy knows them.</summary>
internal static class PageResource
{
    public static string Read(params string[] names) => string.Join("\n", names.Select(Read));

    public static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Read(string name)
    {
        using StreamReader reader = new(typeof(PageResource).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

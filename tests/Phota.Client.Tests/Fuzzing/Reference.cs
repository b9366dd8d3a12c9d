using System.Text;
using System.Text.Json;

namespace Phota.Tests.Fuzzing;

/// <summary>Reads an answer the simple way, whole in memory, to hold ours against it.</summary>
internal static class Reference
{
    public static void Check(byte[] json, EditAnswer read)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        List<byte[]> images = [.. document.RootElement.EnumerateObject().Where(IsImages)
            .SelectMany(images => images.Value.EnumerateArray())
            .Where(item => item.ValueKind == JsonValueKind.String)
            .Select(item => Convert.FromBase64String(WithoutBlanks(item.GetString()!)))];
        Assert.Equal(images.Count, read.Saved.Count);
        Assert.All(images.Zip(read.Saved), pair => Assert.Equal(pair.First, File.ReadAllBytes(pair.Second.Path)));
    }

    private static bool IsImages(JsonProperty property)
    {
        try
        {
            return property.Value.ValueKind == JsonValueKind.Array && property.NameEquals("images");
        }
        catch (InvalidOperationException)
        {
            // A name that is no Unicode.
            return false;
        }
    }

    private static string WithoutBlanks(string text) => new StringBuilder().AppendJoin("", text.Where(c => c > ' ')).ToString();
}

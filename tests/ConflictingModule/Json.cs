using System.Text.Json;

namespace ConflictingModule;

/// <summary>What the other module does.</summary>
public static class Json
{
    /// <summary>Writes JSON, and says with which System.Text.Json.</summary>
    public static string Write(string text) => $"{JsonSerializer.Serialize(new[] { text })} by {typeof(JsonSerializer).Assembly.GetName().Version}";
}

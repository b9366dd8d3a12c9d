namespace Phota.Sandbox;

/// <summary>A table of what was seen of the real service, as <c>tests/parity/Invoke-Parity.ps1</c> writes it.</summary>
internal static class ParityFile
{
    /// <summary>The positions that were seen, by the names of their switches.</summary>
    /// <exception cref="ArgumentException">It cannot be read, or it is no such table.</exception>
    public static IReadOnlyDictionary<string, string> Positions(string path)
    {
        try
        {
            JsonArray rows = JsonNode.Parse(File.ReadAllBytes(path))?["rows"]?.AsArray()
                ?? throw new ArgumentException($"'{path}' is not a parity table: it has no rows.");
            return rows
                .Where(row => row?["is_switch"]?.GetValue<bool>() == true && row["position"] is not null)
                .ToDictionary(row => row!["name"]!.GetValue<string>(), row => row!["position"]!.GetValue<string>());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new ArgumentException($"'{path}' cannot be read as a parity table: {e.Message}", e);
        }
    }
}

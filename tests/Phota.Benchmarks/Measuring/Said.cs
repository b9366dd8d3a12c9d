using System.Text.Json;

namespace Phota.Benchmarks.Measuring;

/// <summary>The last line of a contender: what only it can know of itself.</summary>
/// <param name="Seconds">How long its work took, without the start of its process.</param>
/// <param name="Marks">Its state after so many items.</param>
/// <param name="Values">Anything else, by name.</param>
internal sealed record Said(double Seconds, IReadOnlyList<Mark> Marks, IReadOnlyDictionary<string, double> Values)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public static Said Nothing { get; } = new(double.NaN, [], new Dictionary<string, double>());

    public static Said Parse(string output)
    {
        string? line = output.Split('\n').LastOrDefault(line => line.StartsWith('{'));
        if (line is null) return Nothing;
        Said said = JsonSerializer.Deserialize<Said>(line, s_json)!;
        return new(said.Seconds, said.Marks ?? [], said.Values ?? new Dictionary<string, double>());
    }

    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}

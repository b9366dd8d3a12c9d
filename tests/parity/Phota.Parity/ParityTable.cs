using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Phota.Parity;

/// <summary>What was assumed, what was seen, and what it cost.</summary>
public sealed record ParityTable
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public int Format { get; init; } = 1;

    public required string Service { get; init; }

    public required string? ApiVersion { get; init; }

    public required string ClientVersion { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    public required decimal MaxCost { get; init; }

    public decimal Cost => Bill.Sum(charge => charge.Cost);

    public required IReadOnlyList<ParityCharge> Bill { get; init; }

    public required IReadOnlyList<ParityRow> Rows { get; init; }

    [JsonIgnore]
    public IReadOnlyList<Recording> Recordings { get; init; } = [];

    /// <summary>Writes parity.md, parity.json and the recordings, in the place of those of an earlier run.</summary>
    public void Save(string folder)
    {
        string recordings = Path.Combine(folder, "recordings");
        Directory.CreateDirectory(recordings);
        foreach (string old in Directory.EnumerateFiles(recordings, "???-*.json")) File.Delete(old);
        File.WriteAllText(Path.Combine(folder, "parity.json"), JsonSerializer.Serialize(this, s_json));
        File.WriteAllText(Path.Combine(folder, "parity.md"), ToMarkdown());
        foreach (Recording recording in Recordings)
            File.WriteAllText(Path.Combine(recordings, recording.Name + ".json"), recording.Content.ToJsonString(s_json));
    }

    public string ToMarkdown()
    {
        StringBuilder page = new();
        Line($"# Parity with {Service}");
        Line($"");
        Line($"API version {ApiVersion ?? "not known"}, asked on {AskedAt:yyyy-MM-dd} by PhotaPS {ClientVersion}. Counted as spent: {Money.Of(Cost)} of {Money.Of(MaxCost)}.");
        Line($"{Count(ParityRow.Confirmed)} confirmed, {Count(ParityRow.Differs)} differ, {Count(ParityRow.NotAsked)} not asked.");
        foreach (bool isSwitch in new[] { true, false })
        {
            Line($"");
            Line($"## {(isSwitch ? "Switches of the sandbox" : "Other points of the contract")}");
            Line($"");
            Line($"| point | assumed | seen | verdict | cost |");
            Line($"|---|---|---|---|---|");
            foreach (ParityRow row in Rows.Where(row => row.IsSwitch == isSwitch))
            {
                string verdict = row.Why is null ? row.Verdict : $"{row.Verdict} ({Cell(row.Why)})";
                Line($"| `{row.Name}` | {Cell(row.Assumed)} | {Cell(row.Seen ?? "")} | {verdict} | {(row.Cost > 0 ? Money.Of(row.Cost) : "")} |");
            }
        }

        Line($"");
        Line($"## Bill, as counted");
        Line($"");
        Line($"| question | request | cost |");
        Line($"|---|---|---|");
        foreach (ParityCharge charge in Bill) Line($"| {charge.Question} | {charge.Request} | {Money.Of(charge.Cost)} |");
        return page.ToString();

        void Line(FormattableString text) => page.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');

        int Count(string verdict) => Rows.Count(row => row.Verdict == verdict);
    }

    private static string Cell(string text) => text.Replace("\\", "\\\\").Replace("|", "\\|").Replace("\r", " ").Replace("\n", " ").Replace("<", "&lt;");
}

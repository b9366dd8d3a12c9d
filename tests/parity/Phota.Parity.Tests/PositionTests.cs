using System.Globalization;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Phota.Parity.Tests;

/// <summary>Whatever the sandbox is switched to, its visitor finds out, and says so of whatever cannot be found out.</summary>
public sealed class PositionTests(ITestOutputHelper output)
{
    private const int AtOnce = 6;

    private static readonly int s_randomSets = Environment.GetEnvironmentVariable("PHOTAPS_LONG") == "1" ? 60 : 12;

    // Nothing that may be asked within the budget shows these.
    private static readonly string[] s_unseen =
    [
        // No endpoint tells the balance.
        "abandoned_request", "price_edit", "price_edit_identity", "price_generate", "price_generate_identity", "refund_failed_job", "refund_training_error",

        // It would take waiting it out.
        "client_request_id_life_seconds", "job_retention_seconds", "sync_limit_seconds", "url_life_seconds",

        // It would take several paid operations at once.
        "max_concurrent",

        // A length of time is told as a fact; there is no position to name.
        "job_ms", "training_ms",

        // Of the sandbox, not of the service.
        "latency", "latency_ms", "min_poll_ms", "image_size", "images", "retry_grace_ms",
    ];

    // Of a number, nothing and something that is within reach.
    private static readonly Dictionary<string, string[]> s_numbers = new()
    {
        ["prompt_limit"] = ["0", "2048"],
        ["profile_ids_limit"] = ["0", "5"],
        ["body_limit_bytes"] = ["0", "2500000"],
        ["rate_limit_per_second"] = ["0", "5"],
    };

    // A job that is queued and runs.
    private static readonly Dictionary<string, string> s_times = new() { ["job_ms"] = "300" };

    [Fact]
    public async Task Every_switch_is_a_point_and_what_cannot_be_seen_is_named()
    {
        await using Visit visit = await Visit.StartAsync();
        JsonArray switches = (await visit.GetAsync("switches"))["switches"]!.AsArray();
        Assert.Equal(
            switches.Select(one => $"{one!["name"]}").Order(StringComparer.Ordinal),
            Points.All.Where(point => point.IsSwitch).Select(point => point.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            s_unseen.Order(StringComparer.Ordinal),
            Points.All.Where(point => point.IsSwitch && point.Unseen is not null).Select(point => point.Name).Order(StringComparer.Ordinal));

        // What is assumed is what the sandbox does unless told otherwise.
        Assert.All(switches, one => Assert.Equal(Seen($"{one!["name"]}", $"{one["default"]}"), Points.All.Single(point => point.Name == $"{one["name"]}").Assumed));
    }

    [Fact]
    public async Task Each_position_of_each_switch_is_named_one_at_a_time()
    {
        Dictionary<string, string[]> positions = await PositionsAsync();
        Assert.Equal(36, positions.Count);
        Assert.Equal(98, positions.Sum(one => one.Value.Length));

        // The first position of each is the sandbox's own, and one visit shows them all.
        Dictionary<string, string>[] sets = [[], .. positions.SelectMany(one => one.Value.Skip(1).Select(value => new Dictionary<string, string> { [one.Key] = value }))];
        await EachAsync(sets, NamesAllAsync);
        output.WriteLine($"{positions.Sum(one => one.Value.Length)} positions of {positions.Count} switches in {sets.Length} visits");
    }

    [Fact]
    public async Task All_positions_of_random_sets_are_named()
    {
        Dictionary<string, string[]> positions = await PositionsAsync();
        int named = 0;
        await EachAsync(Enumerable.Range(1, s_randomSets), async seed =>
        {
            Interlocked.Add(ref named, await NamesAllAsync(Draw(positions, new Random(seed))));
        });
        Assert.InRange(named, s_randomSets * (positions.Count - 3), s_randomSets * positions.Count);
        output.WriteLine($"{named} positions in {s_randomSets} sets");
    }

    [Fact]
    public async Task The_guide_shows_a_run_beside_the_true_positions()
    {
        const int Seed = 7;
        const string Begin = "<!-- table -->\n", End = "<!-- end of the table -->";
        string path = Repository.File("docs/guides/parity.md");
        string page = (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n");
        Dictionary<string, string> set = Draw(await PositionsAsync(), new Random(Seed));
        (ParityTable table, decimal bill) = await VisitAsync(set);
        int named = CheckNames(table, set);
        ParityRow[] rows = [.. table.Rows.Where(row => set.ContainsKey(row.Name))];
        IEnumerable<string> lines =
        [
            "| switch | true position | seen | verdict |",
            "|---|---|---|---|",
            .. rows.Select(row => $"| `{row.Name}` | {set[row.Name]} | {row.Position ?? "–"} | {row.Verdict}{(row.Why is null ? "" : $": {row.Why}")} |"),
            "",
            $"{named} of {rows.Length} positions were named. Counted: {Money.Of(table.Cost)} of {Money.Of(table.MaxCost)}; the sandbox charged {Money.Of(bill)}:",
            string.Join(", ", table.Bill.Select(charge => FormattableString.Invariant($"{charge.Question} {Money.Of(charge.Cost)}"))) + ".",
        ];
        string shown = string.Join('\n', lines) + "\n";
        int from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, to = page.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("PHOTAPS_WRITE_DOCS") == "1") await File.WriteAllTextAsync(path, page[..from] + shown + page[to..]);
        else Assert.Equal(shown, page[from..to]);
    }

    private static Dictionary<string, string> Draw(Dictionary<string, string[]> positions, Random random) =>
        positions.ToDictionary(one => one.Key, one => one.Value[random.Next(one.Value.Length)]);

    private static async Task<int> NamesAllAsync(Dictionary<string, string> set) => CheckNames((await VisitAsync(set)).Table, set);

    private static async Task<(ParityTable Table, decimal Bill)> VisitAsync(Dictionary<string, string> set)
    {
        Dictionary<string, string> all = new(s_times);
        foreach ((string name, string value) in set) all[name] = value;
        await using Visit visit = await Visit.StartAsync(all);
        await visit.PostAsync("profiles", new { tag = "anna" });
        await visit.TrainInStepsAsync();
        ParityTable table = await visit.AskAsync();
        decimal bill = await visit.BillAsync();
        Assert.InRange(bill, 0.01m, table.Cost);
        Assert.InRange(table.Cost, bill, table.MaxCost);
        return (table, bill);
    }

    /// <summary>How many positions were named; fails where one is wrong.</summary>
    private static int CheckNames(ParityTable table, IReadOnlyDictionary<string, string> set)
    {
        string told = string.Join(", ", set.Select(one => $"{one.Key}={one.Value}"));
        int named = 0;
        foreach (ParityRow row in table.Rows.Where(row => row.IsSwitch))
        {
            bool isHidden = s_unseen.Contains(row.Name) || IsHidden(row.Name, set);
            if (isHidden)
            {
                Assert.True(row is { Verdict: ParityRow.NotAsked, Position: null, Why: not null }, $"{row} with {told}");
                continue;
            }

            string expected = Seen(row.Name, set.GetValueOrDefault(row.Name, row.Assumed));
            Assert.True(IsNamed(row, expected), $"{expected} was seen as {row} with {told}");
            Assert.Equal(expected == row.Assumed ? ParityRow.Confirmed : ParityRow.Differs, row.Verdict);
            named++;
        }

        return named;
    }

    // One position that takes away what another is seen by.
    private static bool IsHidden(string name, IReadOnlyDictionary<string, string> set) => name switch
    {
        "identity_in_output" => set.GetValueOrDefault("known_subjects_form", "counts") != "counts",
        "signature_form" or "callback_body" => set.GetValueOrDefault("callback_delivery") == "lost",
        _ => false,
    };

    // From 2026-05-08 the clock says jpg, and nothing tells the two apart.
    private static string Seen(string name, string value) => name == "default_output_format" && value == "clock" ? "jpg" : value;

    private static bool IsNamed(ParityRow row, string expected)
    {
        if (row.Name != "body_limit_bytes" || expected == "0") return row.Position == expected;

        // It is sought by halves: what is surely taken is at least half of the limit.
        return int.TryParse(row.Position, CultureInfo.InvariantCulture, out int taken)
            && int.Parse(expected, CultureInfo.InvariantCulture) is var limit && taken <= limit && limit < 2 * taken;
    }

    private static async Task<Dictionary<string, string[]>> PositionsAsync()
    {
        await using Visit visit = await Visit.StartAsync();
        return (await visit.GetAsync("switches"))["switches"]!.AsArray()
            .Where(one => !s_unseen.Contains($"{one!["name"]}"))
            .ToDictionary(
                one => $"{one!["name"]}",
                one => s_numbers.GetValueOrDefault($"{one!["name"]}") ?? [.. one!["alternatives"]!.AsArray().Select(value => $"{value}")]);
    }

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> run) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (item, _) => await run(item));
}

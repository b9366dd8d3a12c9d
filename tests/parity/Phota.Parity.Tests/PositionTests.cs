using System.Globalization;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Phota.Parity.Tests;

/// <summary>Whatever the sandbox is switched to, its visitor finds out, and says so of whatever cannot be found out.</summary>
public sealed class PositionTests(ITestOutputHelper output)
{
    private const int RandomSets = 40;
    private const int AtOnce = 6;

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
        "latency", "latency_ms", "min_poll_ms", "picture_size", "pictures", "retry_grace_ms",
    ];

    // Of a number, nothing and something that is within reach.
    private static readonly Dictionary<string, string[]> s_numbers = new()
    {
        ["prompt_limit"] = ["0", "2048"],
        ["profile_ids_limit"] = ["0", "5"],
        ["body_limit_bytes"] = ["0", "2500000"],
        ["rate_limit_per_second"] = ["0", "5"],
    };

    // A training that lasts long enough to be seen, and a job that is queued and runs.
    private static readonly Dictionary<string, string> s_times = new() { ["training_ms"] = "900", ["job_ms"] = "300" };

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
        (string Name, string Value)[] positions = [.. (await PositionsAsync()).SelectMany(one => one.Value.Select(value => (one.Key, value)))];
        Assert.Equal(105, positions.Length);
        await EachAsync(positions, async position => await NamesAllAsync(new() { [position.Name] = position.Value }));
        output.WriteLine($"{positions.Length} positions of {positions.Select(position => position.Name).Distinct().Count()} switches");
    }

    [Fact]
    public async Task All_positions_of_random_sets_are_named()
    {
        Dictionary<string, string[]> positions = await PositionsAsync();
        int named = 0;
        await EachAsync(Enumerable.Range(1, RandomSets), async seed =>
        {
            Random random = new(seed);
            Dictionary<string, string> set = positions.ToDictionary(one => one.Key, one => one.Value[random.Next(one.Value.Length)]);
            Interlocked.Add(ref named, await NamesAllAsync(set));
        });
        output.WriteLine($"{named} positions in {RandomSets} sets");
    }

    private static async Task<int> NamesAllAsync(Dictionary<string, string> set)
    {
        Dictionary<string, string> all = new(s_times);
        foreach ((string name, string value) in set) all[name] = value;
        await using Visit visit = await Visit.StartAsync(all);
        await visit.PostAsync("profiles", new { tag = "anna" });
        ParityTable table = await visit.AskAsync();
        decimal bill = await visit.BillAsync();
        Assert.InRange(bill, 0.01m, table.Cost);
        Assert.InRange(table.Cost, bill, table.MaxCost);
        return CheckNames(table, set);
    }

    /// <summary>How many positions were named; fails where one is wrong.</summary>
    internal static int CheckNames(ParityTable table, IReadOnlyDictionary<string, string> set)
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

using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Phota.Parity.Tests;

/// <summary>A service that answers nonsense, and charges all the same, gets no more than its budget, and a table that says so.</summary>
public sealed class NonsenseTests(ITestOutputHelper output)
{
    private const int Seeds = 40;
    private const int AtOnce = 8;

    private static readonly string[] s_bodies =
    [
        "", "null", "[]", "{}", "\"text\"", "0", "{\"job_id\":{}}", "{\"job_id\":\"../../x\",\"status\":7}", "{\"detail\":[1,null,{\"loc\":\"x\"}]}",
        "{\"detail\":{\"detail\":[]},\"error\":\"x\"}", "{\"a\":1,\"a\":2}", "{\"download_urls\":\"x\",\"images\":{},\"known_subjects\":[]}",
        "{\"job_id\":\"1\",\"status\":\"succeeded\",\"result\":{\"download_urls\":[null,7,\"ftp://x/y\"]}}", "{\"profiles\":[null,7,[],{\"id\":3}]}",
        "{\"secret\":[1]}", "{\"info\":7,\"components\":[]}", "<html>nothing</html>", "\u0000\u0001\u0002", "{\"job_id\":\"1\",\"status\":\"succeeded\",\"job\":[]}",
    ];

    [Fact]
    public async Task It_ends_within_its_budget_and_says_what_it_got()
    {
        decimal most = 0;
        int understood = 0, asked = 0;
        await Parallel.ForEachAsync(Enumerable.Range(1, Seeds), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (seed, _) =>
        {
            (ParityTable table, decimal bill) = await VisitAsync(seed);
            Assert.InRange(bill, 0, table.Cost);
            Assert.InRange(table.Cost, 0, 0.70m);
            Assert.Equal(Points.All.Count, table.Rows.Count);
            Assert.All(table.Rows, row => Assert.True(row.Verdict == ParityRow.NotAsked ? row is { Why.Length: > 0, Seen: null } : row is { Why: null, Seen.Length: > 0 }, $"{row}"));
            Assert.All(table.Rows, row => Assert.True(row.Verdict != ParityRow.Confirmed || row.Position is null || row.Position == row.Assumed, $"{row}"));
            lock (s_bodies)
            {
                most = Math.Max(most, bill);
                asked += table.Rows.Count;
                understood += table.Rows.Count(row => row.Verdict == ParityRow.Confirmed);
            }
        });
        output.WriteLine($"{Seeds} services, at most {most} charged, {understood} of {asked} rows confirmed");
    }

    [Fact]
    public async Task Nothing_but_nonsense_confirms_nothing()
    {
        await using Visit visit = await Visit.StartAsync();
        await visit.PostAsync("faults", JsonNode.Parse("""[{"times":-1,"match":{},"action":{"kind":"respond","status":200,"content_type":"text/html","body":"<html>welcome</html>"}}]""")!);
        ParityTable table = await visit.AskAsync(maxCost: 2, with: Quick);
        Assert.DoesNotContain(table.Rows, row => row is { IsSwitch: true, Verdict: ParityRow.Confirmed });
        Assert.All(table.Rows.Where(row => row.Name is "error_body" or "webhook_secret_key"), row => Assert.Contains("welcome", row.Seen, StringComparison.Ordinal));
        Assert.Equal(0, await visit.BillAsync());
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_given_up()
    {
        Stopwatch clock = Stopwatch.StartNew();
        await using Visit visit = await Visit.StartAsync();
        await visit.PostAsync("faults", JsonNode.Parse("""[{"times":-1,"match":{},"action":{"kind":"hold","when":"before_read"}}]""")!);
        ParityTable table = await visit.AskAsync(maxCost: 2, with: options => Quick(options) with { RequestTimeout = TimeSpan.FromSeconds(1) });
        await visit.PostAsync("release", new { });
        Assert.Contains(table.Rows, row => row.Why == "the service had stopped answering");
        Assert.DoesNotContain(table.Rows, row => row.Verdict == ParityRow.Confirmed);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
    }

    private static ParityOptions Quick(ParityOptions options) => options with
    {
        RequestTimeout = TimeSpan.FromSeconds(3),
        JobTimeout = TimeSpan.FromSeconds(2),
        TrainingTimeout = TimeSpan.FromSeconds(2),
        CallbackWait = TimeSpan.FromMilliseconds(100),
    };

    private static async Task<(ParityTable Table, decimal Bill)> VisitAsync(int seed)
    {
        Random random = new(seed);
        await using Visit visit = await Visit.StartAsync();
        JsonArray faults = [.. Enumerable.Range(0, 12).Select(_ => Fault(random))];
        await visit.PostAsync("faults", faults);

        // Less than one of everything: the budget has to hold something back.
        ParityTable table = await visit.AskAsync(maxCost: 0.70m, with: Quick);
        return (table, await visit.BillAsync());
    }

    private static JsonObject Fault(Random random)
    {
        string[] paths = ["/v1/phota/*", "/v1/phota/jobs/*", "/v1/phota/enhance", "/v1/phota/generate", "/v1/phota/profiles/*", "/files/*"];
        string body = s_bodies[random.Next(s_bodies.Length)];
        int status = new[] { 200, 202, 204, 302, 400, 402, 404, 413, 418, 422, 429, 500, 503 }[random.Next(13)];
        JsonObject action = random.Next(6) switch
        {
            0 => new() { ["kind"] = "respond", ["status"] = status, ["body"] = body, ["content_type"] = random.Next(2) == 0 ? "application/json" : "text/html" },
            1 or 2 => new() { ["kind"] = "replace", ["status"] = status, ["body_base64"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(body)), ["content_type"] = "application/json" },
            3 => new() { ["kind"] = "reset", ["when"] = random.Next(2) == 0 ? "after_charge" : "before_read" },
            4 => new() { ["kind"] = "truncate", ["after_bytes"] = random.Next(40) },
            _ => new() { ["kind"] = "job", ["final"] = new[] { "failed", "never", "lost" }[random.Next(3)], ["states"] = new JsonArray("strange", "queued") },
        };
        return new()
        {
            ["match"] = new JsonObject { ["path"] = paths[random.Next(paths.Length)] },
            ["skip"] = random.Next(4),
            ["times"] = random.Next(3) == 0 ? -1 : random.Next(1, 6),
            ["probability"] = 0.5,
            ["action"] = action,
        };
    }
}

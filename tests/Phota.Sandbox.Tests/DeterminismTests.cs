using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests;

public sealed class DeterminismTests
{
    [Fact]
    public async Task The_same_seed_gives_the_same_ids_secrets_and_images()
    {
        Assert.Equal(await RunAsync(seed: 7), await RunAsync(seed: 7));
    }

    [Fact]
    public async Task Another_seed_gives_others()
    {
        string[] one = await RunAsync(seed: 1), two = await RunAsync(seed: 2);
        Assert.Equal(one.Length, two.Length);
        Assert.All(one.Zip(two), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public async Task A_reset_starts_the_same_story_again()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        string first = (await sandbox.EnhanceAsync("bytes")).ToJsonString();
        string second = (await sandbox.EnhanceAsync("bytes")).ToJsonString();
        await sandbox.ControlAsync("reset", new JsonObject());
        Assert.NotEqual(first, second);
        Assert.Equal(first, (await sandbox.EnhanceAsync("bytes")).ToJsonString());
    }

    private static async Task<string[]> RunAsync(int seed)
    {
        await using var sandbox = await TestSandbox.StartAsync(seed);
        JsonNode stock = await sandbox.PostAsync(TestSandbox.Generate, new JsonObject { ["prompt"] = "x" }, System.Net.HttpStatusCode.OK);
        JsonNode handle = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.AsyncBody(), System.Net.HttpStatusCode.Accepted);
        JsonNode secret = await sandbox.GetAsync("/v1/phota/webhook-secret");
        JsonNode profile = await sandbox.ControlAsync("profiles", new JsonObject());
        JsonNode logged = (await sandbox.RequestsAsync())[0]!;
        return
        [
            stock["images"]![0]!.GetValue<string>(),
            handle["job_id"]!.GetValue<string>(),
            secret["secret"]!.GetValue<string>(),
            profile["profile_id"]!.GetValue<string>(),
            logged["request_id"]!.GetValue<string>(),
        ];
    }
}

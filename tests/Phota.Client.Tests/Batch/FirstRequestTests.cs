using System.Text.Json.Nodes;
using Phota.Tests.Live;

namespace Phota.Tests.Batches;

/// <summary>The first request that a user ever makes of an operation. It forgets what others have proven, so nothing may run beside it.</summary>
[Collection("alone")]
public sealed class FirstRequestTests
{
    [Theory]
    [InlineData(ResponseMode.Urls)]
    [InlineData(ResponseMode.Bytes)]
    public async Task It_runs_alone_until_its_image_is_there(ResponseMode mode)
    {
        using IDisposable reminder = UserStateFolder.Forget();
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        string held = mode == ResponseMode.Urls ? """{"method":"GET","path":"/files/*"}""" : """{"method":"POST","path":"/v1/phota/*"}""";
        await sandbox.FaultAsync("""{"kind":"hold","when":"mid_body","after_bytes":50}""", held);
        using TestRun run = new TestBatch(sandbox).Start([.. sandbox.Photos(6).Select(photo => photo with { ResponseMode = mode })]);
        await sandbox.WaitForAsync("held");
        Assert.Single(await PostsAsync(sandbox));
        await sandbox.PostAsync("release");
        await run.Task;

        Assert.Equal(6, run.Images.Length);
        string[] order = [.. (await sandbox.RequestsAsync()).Select(request => $"{request!["method"]} {request["path"]}".Split('/')[1])];
        if (mode == ResponseMode.Urls) Assert.Equal(["v1", "v1", "files"], order.Take(3));
        Assert.True(UserState.IsProven(sandbox.BaseUri, "enhance"));
        Assert.False(UserState.IsProven(sandbox.BaseUri, "edit"));
    }

    [Fact]
    public async Task One_that_brings_nothing_proves_nothing_and_the_next_runs_alone_too()
    {
        using IDisposable reminder = UserStateFolder.Forget();
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"respond","status":422}""", times: 2);
        await sandbox.FaultAsync("""{"kind":"hold","when":"before_response"}""");
        using TestRun run = new TestBatch(sandbox) { ThrottleLimit = 8 }.Start(sandbox.Photos(8));
        await sandbox.WaitForAsync("held");
        Assert.Equal(3, (await PostsAsync(sandbox)).Length);
        Assert.False(UserState.IsProven(sandbox.BaseUri, "enhance"));
        await sandbox.PostAsync("release");
        await run.Task;
        Assert.Equal((6, 2), (run.Images.Length, run.Errors.Length));
    }

    [Fact]
    public async Task Once_it_is_proven_many_run_at_once()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"hold","when":"before_response"}""", times: 4);
        using TestRun run = new TestBatch(sandbox).Start(sandbox.Photos(6));
        await sandbox.WaitForAsync("held", 4);
        await sandbox.PostAsync("release");
        await run.Task;
        Assert.Equal(6, run.Images.Length);
    }

    private static async Task<JsonNode?[]> PostsAsync(TestSandbox sandbox) =>
        [.. (await sandbox.RequestsAsync()).Where(request => (string)request!["method"]! == "POST")];
}

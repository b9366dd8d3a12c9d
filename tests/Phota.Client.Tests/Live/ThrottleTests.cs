namespace Phota.Tests.Live;

public sealed class ThrottleTests
{
    private const string Throttled = """{"kind":"respond","status":429,"body":null,"retry_after_seconds":1}""";

    [Fact]
    public async Task One_throttled_answer_holds_back_every_worker_of_the_account()
    {
        // No grace: nothing is under way unanswered when the answer comes, so a request that arrives early was sent early.
        await using TestSandbox sandbox = await TestSandbox.StartAsync(("retry_grace_ms", "0"));
        TaskCompletionSource throttled = new();
        PhotaClient one = sandbox.Client("sandbox-shared", onRetry: _ => throttled.TrySetResult());
        PhotaClient two = sandbox.Client("sandbox-shared");
        await sandbox.FaultAsync("""{"kind":"hold","when":"before_response"}""", times: 3);
        Task<IReadOnlyList<PhotaImage>>[] held = [.. Enumerable.Range(0, 3).Select(_ => two.EnhanceAsync(sandbox.Enhance()))];
        await sandbox.WaitForAsync("held", 3);

        await sandbox.FaultAsync(Throttled);
        Task<IReadOnlyList<PhotaImage>> refused = one.EnhanceAsync(sandbox.Enhance());
        await throttled.Task;
        Task<IReadOnlyList<PhotaImage>>[] later = [.. Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? one : two).EnhanceAsync(sandbox.Enhance()))];
        await sandbox.PostAsync("release");

        IReadOnlyList<PhotaImage>[] images = await Task.WhenAll([.. held, refused, .. later]);
        Assert.Equal([2], images.Select(image => image[0].Attempt).Where(attempt => attempt > 1));
        Assert.Equal(12, await sandbox.ChargesAsync());
        Assert.Equal(13, (await sandbox.RequestsAsync()).Count(request => (string)request!["method"]! == "POST"));
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Fact]
    public async Task Many_workers_get_through_a_service_that_bears_few_and_wait_as_told()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync(("rate_limit_per_second", "5"));
        PhotaClient client = sandbox.Client();

        // Each has words of its own: the same request on the same connection would be taken for a repeat.
        IReadOnlyList<PhotaImage>[] images = await Task.WhenAll(Enumerable.Range(0, 16)
            .Select(i => client.EnhanceAsync(sandbox.Enhance() with { Prompt = $"photo {i}" })));

        Assert.Equal(16, await sandbox.ChargesAsync());
        Assert.Contains(images, image => image[0].Attempt > 1);
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Fact]
    public async Task A_pause_that_is_longer_than_the_time_allowed_is_an_error_at_once_for_all()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaClient client = sandbox.Client();
        await sandbox.FaultAsync("""{"kind":"respond","status":429,"body":null,"retry_after_seconds":3600}""");
        await Assert.ThrowsAsync<PhotaException>(() => client.EnhanceAsync(sandbox.Enhance()));

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => client.EnhanceAsync(sandbox.Enhance()));
        Assert.Equal((PhotaErrorKind.RateLimited, false), (e.Kind, e.IsFatal));
        Assert.Contains("another 3600 seconds", e.Message, StringComparison.Ordinal);
        Assert.Single(await sandbox.RequestsAsync());
    }

    [Fact]
    public async Task Each_repeat_is_told_of()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        List<PhotaException> retried = [];
        PhotaClient client = sandbox.Client(onRetry: retried.Add);
        await sandbox.FaultAsync("""{"kind":"respond","status":429,"body":null}""", times: 2);
        await sandbox.FaultAsync("""{"kind":"truncate","after_bytes":100}""", """{"method":"GET","path":"/files/*"}""");
        await client.EnhanceAsync(sandbox.Enhance(), sandbox.Target());

        Assert.Equal([PhotaErrorKind.RateLimited, PhotaErrorKind.RateLimited, PhotaErrorKind.Network], retried.Select(e => e.Kind));
    }
}

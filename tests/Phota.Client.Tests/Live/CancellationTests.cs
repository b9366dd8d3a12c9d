namespace Phota.Tests.Live;

/// <summary>A stop in each phase of an operation: it ends as a cancellation, and nothing is left or sent after it.</summary>
public sealed class CancellationTests
{
    private const string Files = """{"method":"GET","path":"/files/*"}""";
    private const string Jobs = """{"method":"GET","path":"/v1/phota/jobs/*"}""";

    [Theory]
    [InlineData("uploading", """{"kind":"hold","when":"before_read"}""")]
    [InlineData("waiting for the answer", """{"kind":"hold","when":"before_response"}""")]
    [InlineData("saving as it arrives", """{"kind":"hold","when":"mid_body","after_bytes":200}""")]
    public async Task While(string phase, string fault)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(fault);

        // Larger than any socket's buffers, so that an upload that is not read is stuck in its middle.
        EnhanceRequest request = new(ImageInput.FromFile(sandbox.Photo($"{phase}.png", length: 24 * 1024 * 1024))) { ResponseMode = ResponseMode.Bytes };
        await StopAsync(sandbox, stop => sandbox.Client().EnhanceAsync(request, sandbox.Target(), stop), () => sandbox.WaitForAsync("held"));
        Assert.Single(await sandbox.RequestsAsync());
    }

#if !NETFRAMEWORK // Under Mono not all four downloads are under way at once.
    [Fact]
    public async Task While_several_images_are_downloaded()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"hold","when":"mid_body","after_bytes":50}""", Files, times: 4);
        await StopAsync(
            sandbox, stop => sandbox.Client().EnhanceAsync(sandbox.Enhance(count: 4), sandbox.Target(), stop), () => sandbox.WaitForAsync("held", 4));
    }
#endif

    [Fact]
    public async Task While_throttled()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TaskCompletionSource<PhotaException> throttled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PhotaClient client = sandbox.Client(onRetry: throttled.SetResult);
        await sandbox.FaultAsync("""{"kind":"respond","status":429,"body":null,"retry_after_seconds":30}""");
        await StopAsync(sandbox, stop => client.EnhanceAsync(sandbox.Enhance(), sandbox.Target(), stop), () => throttled.Task);
        Assert.Single(await sandbox.RequestsAsync());
    }

    [Fact]
    public async Task While_a_broken_download_waits_to_be_tried_again()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        TaskCompletionSource<PhotaException> failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PhotaClient client = sandbox.Client(onRetry: failed.SetResult);
        await sandbox.FaultAsync("""{"kind":"respond","status":503,"body":null,"retry_after_seconds":30}""", Files);
        await StopAsync(sandbox, stop => client.EnhanceAsync(sandbox.Enhance(), sandbox.Target(), stop), () => failed.Task);
        Assert.Equal(3, (await sandbox.RequestsAsync()).Count);
    }

    [Fact]
    public async Task While_a_job_is_asked_about()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaClient client = sandbox.Client();
        PhotaJob job = await client.SubmitAsync(sandbox.Enhance());
        await sandbox.FaultAsync("""{"kind":"hold","when":"before_response"}""", Jobs);
        await StopAsync(sandbox, stop => client.WaitForJobAsync(job, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), stop), () => sandbox.WaitForAsync("held"));
    }

    [Fact]
    public async Task Between_two_questions_about_a_job()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaClient client = sandbox.Client();
        await sandbox.FaultAsync("""{"kind":"job","final":"never"}""");
        PhotaJob job = await client.SubmitAsync(sandbox.Enhance());
        await StopAsync(
            sandbox,
            stop => client.WaitForJobAsync(job, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), stop),
            () => sandbox.WaitForAsync("finished", 2));
        Assert.Equal(2, (await sandbox.RequestsAsync()).Count);
    }

    [Fact]
    public async Task Before_it_began()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await StopAsync(sandbox, stop => sandbox.Client().EnhanceAsync(sandbox.Enhance(), sandbox.Target(), stop), phase: null);
        Assert.Empty(await sandbox.RequestsAsync());
    }

    private static async Task StopAsync(TestSandbox sandbox, Func<CancellationToken, Task> operation, Func<Task>? phase)
    {
        using CancellationTokenSource stop = new();
        if (phase is null) await stop.CancelAsync();
        Task running = operation(stop.Token);
        if (phase is not null) await phase();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(sandbox.Results());
    }
}

using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Phota.Tests.Live;

public sealed class FinishedRequestTests
{
    private readonly ConcurrentQueue<FinishedRequest> _heard = new();

    [Fact]
    public async Task Every_attempt_is_told_of_with_its_photo_status_and_request_id()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"respond","status":429}""");
        PhotaClient client = sandbox.Client(onRequest: _heard.Enqueue);
        PhotaImage image = Assert.Single(await client.EnhanceAsync(sandbox.Enhance(), sandbox.Target()));

        string photo = sandbox.Photo();
        Assert.Equal(
            [("POST", "enhance", photo, 429), ("POST", "enhance", photo, 202), ("GET", $"jobs/{image.JobId}", photo, 200), ("GET", "download", image.FullName, 200)],
            _heard.Select(request => (request.Method, request.Operation, request.Subject, request.Status ?? 0)));
        JsonArray logged = await sandbox.RequestsAsync();
        Assert.Equal(logged.Select(request => (string?)request!["request_id"]), _heard.Select(request => request.RequestId));
        Assert.All(_heard, request => Assert.True(request.Duration > TimeSpan.Zero));
    }

    [Fact]
    public async Task A_request_without_an_answer_has_no_status()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"reset","when":"after_read"}""");
        PhotaClient client = sandbox.Client(onRequest: _heard.Enqueue);
        await Assert.ThrowsAsync<PhotaException>(() => client.EnhanceAsync(sandbox.Enhance(ResponseMode.Bytes), sandbox.Target()));

        FinishedRequest request = Assert.Single(_heard);
        Assert.Equal((null, null), (request.Status, request.RequestId));
    }

    [Fact]
    public async Task An_answer_that_broke_off_keeps_its_status()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage image = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance()));
        await sandbox.FaultAsync("""{"kind":"truncate","after_bytes":100}""", """{"method":"GET","path":"/files/*"}""");
        await new ImageDownloader(image.DownloadUri!, onRequest: _heard.Enqueue).SaveAsync(image, sandbox.Target(), TimeSpan.FromSeconds(30));

        Assert.Equal([200, 206], _heard.Select(request => request.Status));
    }

    [Fact]
    public async Task No_signature_is_told()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaClient client = sandbox.Client(onRequest: _heard.Enqueue);
        PhotaImage first = Assert.Single(await client.MakeAsync(new GenerateRequest { Prompt = "a fox" }));
        await client.EnhanceAsync(new EnhanceRequest(ImageInput.FromUri(first.DownloadUri!)), sandbox.Target());

        Assert.NotEmpty(first.DownloadUri!.Query);
        Assert.Equal(first.DownloadUri.AbsoluteUri.Split('?')[0], _heard.First(request => request.Operation == "enhance").Subject);
        Assert.DoesNotContain("signature", string.Concat(_heard), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_and_profiles_are_told_by_what_was_asked()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaClient client = sandbox.Client(onRequest: _heard.Enqueue);
        PhotaJob job = await client.SubmitAsync(sandbox.Enhance());
        await client.GetJobAsync(job);
        await client.ListProfilesAsync();

        Assert.Equal(["enhance", $"jobs/{job.JobId}", "profiles/ids"], _heard.Select(request => request.Operation));
        Assert.Equal([sandbox.Photo(), sandbox.Photo(), null], _heard.Select(request => request.Subject));
    }
}

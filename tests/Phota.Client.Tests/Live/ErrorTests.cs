using System.Text.Json.Nodes;

namespace Phota.Tests.Live;

public sealed class ErrorTests
{
    [Theory]
    [InlineData(400, PhotaErrorKind.Validation, false)]
    [InlineData(401, PhotaErrorKind.Authentication, true)]
    [InlineData(402, PhotaErrorKind.InsufficientCredit, true)]
    [InlineData(403, PhotaErrorKind.Authentication, true)]
    [InlineData(404, PhotaErrorKind.NotFound, false)]
    [InlineData(422, PhotaErrorKind.Validation, false)]
    [InlineData(500, PhotaErrorKind.Service, false)]
    [InlineData(502, PhotaErrorKind.Service, false)]
    [InlineData(503, PhotaErrorKind.Service, false)]
    [InlineData(504, PhotaErrorKind.Timeout, false)]
    [InlineData(302, PhotaErrorKind.Response, false)]
    public async Task A_status_is_one_kind_of_error_and_on_the_direct_path_the_request_is_not_repeated(int status, PhotaErrorKind kind, bool isFatal)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync($$"""{"kind":"respond","status":{{status}},"headers":{"Location":"http://127.0.0.1:9/"},"body":null}""");

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => sandbox.Client().EnhanceAsync(sandbox.Enhance(ResponseMode.Bytes), sandbox.Target()));

        JsonNode request = Assert.Single(await sandbox.RequestsAsync())!;
        Assert.Equal((kind, isFatal, status), (e.Kind, e.IsFatal, e.StatusCode));
        Assert.Equal((string?)request["request_id"], e.RequestId);
        Assert.Contains(e.RequestId!, e.Message, StringComparison.Ordinal);
        Assert.Empty(sandbox.Results());
    }

    [Theory]
    [InlineData("sandbox-right", null)]
    [InlineData("wrong-key", 401)]
    public async Task A_key_that_is_not_the_services_is_refused(string key, int? status)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaException? e = await Record.ExceptionAsync(() => sandbox.Client(key).EnhanceAsync(sandbox.Enhance())) as PhotaException;
        Assert.Equal(status, e?.StatusCode);
        Assert.DoesNotContain(key, e?.ToString() ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Moderation_is_told_from_other_refusals()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"moderation"}""");
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => sandbox.Client().EnhanceAsync(sandbox.Enhance()));
        Assert.Equal((PhotaErrorKind.Moderation, "CONTENT_MODERATION"), (e.Kind, e.ServiceCode));
    }

    [Theory]
    [InlineData("""{"kind":"reset","when":"after_charge"}""", 1)]
    [InlineData("""{"kind":"reset","when":"after_read"}""", 1)]
    [InlineData("""{"kind":"truncate","after_bytes":20}""", 1)]
    [InlineData("""{"kind":"respond","status":500,"body":"<html>"}""", 1)]
    public async Task What_may_have_been_charged_is_not_sent_again_on_the_direct_path(string fault, int requests)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(fault);
        await Assert.ThrowsAsync<PhotaException>(() => sandbox.Client().EnhanceAsync(sandbox.Enhance(ResponseMode.Bytes), sandbox.Target()));
        Assert.Equal(requests, (await sandbox.RequestsAsync()).Count);
        Assert.Empty(sandbox.Results());
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Theory]
    [InlineData("""{"kind":"respond","status":429,"body":null,"retry_after_seconds":1}""")]
    [InlineData("""{"kind":"respond","status":429,"body":null,"retry_after_date_seconds":2}""")]
    [InlineData("""{"kind":"respond","status":429,"body":null}""")]
    [InlineData("""{"kind":"respond","status":503,"body":null,"retry_after_seconds":1}""")]
    public async Task Being_throttled_is_waited_out(string fault)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(fault);
        PhotaImage image = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance(), sandbox.Target()));

        Assert.Equal(2, image.Attempt);
        Assert.Equal(1, await sandbox.ChargesAsync());
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Fact]
    public async Task A_wait_longer_than_allowed_is_an_error_at_once()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"respond","status":429,"body":null,"retry_after_seconds":3600}""");
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => sandbox.Client().EnhanceAsync(sandbox.Enhance()));
        Assert.Equal(PhotaErrorKind.RateLimited, e.Kind);
    }

    [Fact]
    public async Task Time_that_runs_out_is_not_a_cancellation()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"hold","when":"before_response"}""");
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(
            () => sandbox.Client(timeout: TimeSpan.FromMilliseconds(300)).EnhanceAsync(sandbox.Enhance()));
        Assert.Equal(PhotaErrorKind.Timeout, e.Kind);
    }

    [Theory]
    [InlineData("""{"kind":"hold","when":"before_read"}""")]
    [InlineData("""{"kind":"hold","when":"before_response"}""")]
    [InlineData("""{"kind":"hold","when":"mid_body","after_bytes":50}""")]
    public async Task A_stop_ends_it_in_every_phase_and_leaves_nothing(string fault)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(fault);
        using CancellationTokenSource stop = new();
        Task<IReadOnlyList<PhotaImage>> running =
            sandbox.Client().EnhanceAsync(sandbox.Enhance(ResponseMode.Bytes), sandbox.Target(), stop.Token);
        await sandbox.WaitForAsync("held");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(sandbox.Results());
    }

    [Fact]
    public async Task A_stop_ends_a_download_and_leaves_nothing()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"hold","when":"mid_body","after_bytes":50}""", """{"method":"GET","path":"/files/*"}""");
        using CancellationTokenSource stop = new();
        Task<IReadOnlyList<PhotaImage>> running = sandbox.Client().EnhanceAsync(sandbox.Enhance(), sandbox.Target(), stop.Token);
        await sandbox.WaitForAsync("held");
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(sandbox.Results());
    }

    [Fact]
    public async Task An_endpoint_that_cannot_be_reached_is_fatal()
    {
        Uri closed;
        using (TestListener listener = new()) closed = listener.Uri;
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("a.png"), Pixels.Png());
        PhotaClient client = new(new PhotaClientOptions(new ApiKey("sandbox-x")) { BaseUri = closed });
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => client.EnhanceAsync(new(ImageInput.FromFile(folder.File("a.png")))));
        Assert.Equal((PhotaErrorKind.Network, true), (e.Kind, e.IsFatal));
    }

    [Theory]
    [InlineData("http://api.example")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("relative")]
    public void The_key_travels_only_by_https_or_within_this_machine(string url)
    {
        PhotaClientOptions options = new(new ApiKey("k")) { BaseUri = new Uri(url, UriKind.RelativeOrAbsolute) };
        Assert.Equal(PhotaErrorKind.Validation, Assert.Throws<PhotaException>(() => new PhotaClient(options)).Kind);
    }

    [Theory]
    [InlineData("expire")]
    [InlineData("truncate")]
    public async Task A_paid_result_that_cannot_be_fetched_is_handed_over_with_its_URL(string fault)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        string action = fault == "expire" ? """{"kind":"expire"}""" : """{"kind":"truncate","after_bytes":9}""";
        await sandbox.FaultAsync(action, """{"method":"GET","path":"/files/*"}""", times: fault == "expire" ? 1 : 99);

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(
            () => sandbox.Client().EnhanceAsync(sandbox.Enhance(count: 2), sandbox.Target()));

        Assert.Equal(2, e.PaidImages.Count);
        Assert.Contains(e.PaidImages, image => image.FullName is null && image.DownloadUri is not null);
        Assert.Equal(e.PaidImages.Count(image => image.FullName is not null), sandbox.Results().Length);
        Assert.DoesNotContain("sig", e.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Images_that_arrived_whole_before_the_answer_broke_are_kept()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        PhotaImage one = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance(ResponseMode.Bytes), sandbox.Target("first.png")));
        int text = (int)((one.Length! + 2) / 3 * 4);
        await sandbox.FaultAsync($$"""{"kind":"truncate","after_bytes":{{text * 3 / 2}}}""");

        PhotaException e = await Assert.ThrowsAsync<PhotaException>(
            () => sandbox.Client().EnhanceAsync(sandbox.Enhance(ResponseMode.Bytes, count: 2), sandbox.Target()));

        PhotaImage kept = Assert.Single(e.PaidImages);
        Assert.Equal(["first.png.jpg", "photo.png.jpg"], sandbox.Results());
        Assert.Equal("photo.png.jpg", Path.GetFileName(kept.FullName));
    }

    [Fact]
    public async Task A_download_that_breaks_is_fetched_again_without_paying_again()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"truncate","after_bytes":100}""", """{"method":"GET","path":"/files/*"}""", times: 2);
        PhotaImage image = Assert.Single(await sandbox.Client().EnhanceAsync(sandbox.Enhance(), sandbox.Target()));

        Assert.NotNull(image.FullName);
        Assert.Equal(1, await sandbox.ChargesAsync());
        Assert.Empty(await sandbox.VerdictsAsync());
    }

    [Fact]
    public async Task A_key_that_an_answer_quotes_though_all_went_well_is_not_kept()
    {
        const string Key = "sandbox-quoted-key";
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync($$"""{"kind":"replace","body":"{\"download_urls\":[\"https://a.example/1\"],\"caller\":\"{{Key}}\"}"}""");
        PhotaImage image = Assert.Single(await sandbox.Client(Key).EnhanceAsync(sandbox.Enhance()));
        Assert.Equal("""{"caller":"(hidden)"}""", image.AdditionalFields);

        await sandbox.FaultAsync($$"""{"kind":"replace","status":202,"body":"{\"job_id\":\"j\",\"caller\":\"{{Key}}\"}"}""");
        PhotaJob job = await sandbox.Client(Key).SubmitAsync(sandbox.Enhance());
        Assert.Equal("""{"caller":"(hidden)"}""", job.AdditionalFields);
    }

    [Theory]
    [InlineData("""{"kind":"replace","body":"{\"images\":[\"!!!!\"],\"download_urls\":[]}"}""")]
    [InlineData("""{"kind":"replace","body":"<html>"}""")]
    [InlineData("""{"kind":"replace","body":""}""")]
    [InlineData("""{"kind":"replace","body":"{\"images\":[],\"download_urls\":[]}"}""")]
    [InlineData("""{"kind":"replace","body":"{\"images\":[\"bm90IGEgcGljdHVyZQ==\"]}"}""")]
    public async Task An_answer_outside_the_contract_is_an_error_that_leaves_nothing(string fault)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(fault);
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(
            () => sandbox.Client().EnhanceAsync(sandbox.Enhance(ResponseMode.Bytes), sandbox.Target()));
        Assert.Equal(PhotaErrorKind.Response, e.Kind);
        Assert.Empty(sandbox.Results());
    }
}

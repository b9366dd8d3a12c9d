using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Faults;

public sealed class ResultFaultTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Images_answers_with_another_number(int count)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync($$"""{"kind":"images","count":{{count}}}""");
        Assert.Equal(count, (await sandbox.EnhanceAsync("bytes"))["images"]!.AsArray().Count);
        Assert.Equal(0.12m, await sandbox.TotalAsync());
    }

    [Fact]
    public async Task Image_bytes_are_given_in_both_modes()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"image_bytes","body_base64":"aGVsbG8="}""", times: 2);
        Assert.Equal("aGVsbG8=", (await sandbox.EnhanceAsync("bytes"))["images"]![0]!.GetValue<string>());
        string url = (await sandbox.EnhanceAsync())["download_urls"]![0]!.GetValue<string>();
        Assert.Equal("hello", await sandbox.Keyless.GetStringAsync(url));
    }

    [Fact]
    public async Task Foreign_urls_point_elsewhere()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"foreign_url","url":"https://evil.example/x.jpg"}""");
        Assert.Equal("https://evil.example/x.jpg", (await sandbox.EnhanceAsync())["download_urls"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task A_download_answers_as_expired_once()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"expire"}""", """{"path":"/files/*"}""");
        string url = (await sandbox.EnhanceAsync())["download_urls"]![0]!.GetValue<string>();
        using var first = await sandbox.Keyless.GetAsync(url);
        using var second = await sandbox.Keyless.GetAsync(url);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
    }

    [Fact]
    public async Task Replace_is_charged_and_can_be_gzipped()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"replace","body":"<html>","content_type":"text/html","gzip":true}""");
        using var response = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody());
        Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
        await using var gzip = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip, Encoding.UTF8);
        Assert.Equal("<html>", await reader.ReadToEndAsync());
        Assert.Equal(0.12m, await sandbox.TotalAsync());
    }

    [Fact]
    public async Task Gzip_compresses_the_right_answer()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"gzip"}""");
        using var response = await sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody());
        Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
        await using var gzip = new GZipStream(await response.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        JsonNode result = (await JsonNode.ParseAsync(gzip))!;
        Assert.Single(result["download_urls"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"kind":"delay","ms":150}""")]
    [InlineData("""{"kind":"slow","bytes_per_second":1000}""")]
    public async Task Delay_and_slow_take_their_time(string action)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(action);
        long start = Stopwatch.GetTimestamp();
        JsonNode result = await sandbox.EnhanceAsync();
        Assert.Single(result["download_urls"]!.AsArray());
        Assert.True(Stopwatch.GetElapsedTime(start) > TimeSpan.FromMilliseconds(140));
    }
}

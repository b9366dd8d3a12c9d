using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Api;

public sealed class DownloadTests
{
    [Fact]
    public async Task A_range_is_served()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        string url = await UrlAsync(sandbox);
        byte[] whole = await sandbox.Keyless.GetByteArrayAsync(url);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Range = new RangeHeaderValue(100, 199);
        using var response = await sandbox.Keyless.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, response.StatusCode);
        Assert.Equal(whole[100..200], await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_head_request_tells_the_length()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        string url = await UrlAsync(sandbox);
        byte[] whole = await sandbox.Keyless.GetByteArrayAsync(url);
        using var request = new HttpRequestMessage(HttpMethod.Head, url);
        using var response = await sandbox.Keyless.SendAsync(request);
        Assert.Equal(whole.LongLength, response.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("signature=0")]
    [InlineData("expires=9999999999")]
    [InlineData("")]
    public async Task A_link_that_was_tampered_with_is_refused(string query)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var url = new UriBuilder(await UrlAsync(sandbox));
        string signature = url.Query.Split("signature=")[1];
        url.Query = query.StartsWith("expires", StringComparison.Ordinal) ? $"{query}&signature={signature}" : query;
        using var response = await sandbox.Keyless.GetAsync(url.Uri);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("SignatureDoesNotMatch", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/files/../../../../etc/passwd")]
    [InlineData("/files/..%2f..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/files/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/files//etc/passwd")]
    [InlineData("/files/..%5c..%5cwindows%5cwin.ini")]
    [InlineData("/files/a%00.jpg")]
    [InlineData("/sandbox/photos/../../../../etc/passwd")]
    [InlineData("/sandbox/photos/..%2f..%2fetc%2fpasswd")]
    [InlineData("/etc/passwd")]
    public async Task A_path_leads_to_no_file_of_this_machine(string path)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var connection = new TcpClient("127.0.0.1", sandbox.BaseUri.Port);
        NetworkStream stream = connection.GetStream();
        // HttpClient would tidy the path up.
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        string answer = await reader.ReadToEndAsync();
        Assert.Matches("^HTTP/1.1 40[034] ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_expires_by_the_clock()
    {
        await using var sandbox = await TestSandbox.StartAsync(("url_life_seconds", "60"), ("expired_url_status", "410"));
        string url = await UrlAsync(sandbox);
        await sandbox.AdvanceAsync(55);
        Assert.Equal(HttpStatusCode.OK, (await sandbox.Keyless.GetAsync(url)).StatusCode);
        await sandbox.AdvanceAsync(6);
        Assert.Equal(HttpStatusCode.Gone, (await sandbox.Keyless.GetAsync(url)).StatusCode);
    }

    [Fact]
    public async Task A_link_from_before_a_reset_leads_nowhere()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        string url = await UrlAsync(sandbox);
        await sandbox.ControlAsync("reset", new JsonObject());
        Assert.Equal(HttpStatusCode.NotFound, (await sandbox.Keyless.GetAsync(url)).StatusCode);
    }

    private static async Task<string> UrlAsync(TestSandbox sandbox) =>
        (await sandbox.EnhanceAsync())["download_urls"]![0]!.GetValue<string>();
}

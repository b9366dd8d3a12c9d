using System.Net;
using System.Text;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Control;

/// <summary>A web page that is open in the user's browser can reach loopback; it must not steer the sandbox.</summary>
public sealed class CrossSiteTests
{
    [Theory]
    [InlineData("http://evil.example", "GET", "/sandbox/bill")]
    [InlineData("http://evil.example", "POST", "/sandbox/reset")]
    [InlineData("http://evil.example", "POST", TestSandbox.Enhance)]
    [InlineData("http://evil.example", "GET", "/files/a.jpg")]
    [InlineData("http://127.0.0.1:1", "GET", "/sandbox/bill")]
    [InlineData("null", "GET", "/v1/phota/openapi.json")]
    public async Task An_origin_of_another_site_is_refused(string origin, string method, string path)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync(sandbox, method, path, r => r.Headers.Add("Origin", origin)));
        Assert.Empty(await sandbox.RequestsAsync());
    }

    [Fact]
    public async Task The_sandboxs_own_origin_is_served()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        string origin = sandbox.BaseUri.GetLeftPart(UriPartial.Authority);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(sandbox, "GET", "/sandbox/bill", r => r.Headers.Add("Origin", origin)));
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example:8080", HttpStatusCode.Forbidden)]
    [InlineData("192.168.0.1", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:8080", HttpStatusCode.OK)]
    [InlineData("[::1]:8080", HttpStatusCode.OK)]
    public async Task Only_a_loopback_host_is_served(string host, HttpStatusCode expected)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        Assert.Equal(expected, await SendAsync(sandbox, "GET", "/sandbox/bill", r => r.Headers.Host = host));
        Assert.Equal(expected, await SendAsync(sandbox, "GET", "/v1/phota/openapi.json", r => r.Headers.Host = host));
    }

    [Theory]
    [InlineData("text/plain", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/json", HttpStatusCode.OK)]
    public async Task A_control_post_is_JSON(string mediaType, HttpStatusCode expected)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        Assert.Equal(expected, await SendAsync(sandbox, "POST", "/sandbox/credit", r =>
            r.Content = new StringContent("""{"amount":0}""", Encoding.UTF8, mediaType)));
    }

    private static async Task<HttpStatusCode> SendAsync(
        TestSandbox sandbox, string method, string path, Action<HttpRequestMessage> prepare)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        prepare(request);
        using HttpResponseMessage response = await sandbox.Http.SendAsync(request);
        return response.StatusCode;
    }
}

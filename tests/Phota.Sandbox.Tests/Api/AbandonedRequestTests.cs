using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Api;

public sealed class AbandonedRequestTests
{
    [Theory]
    [InlineData("Content-Length: 1000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_client_that_leaves_in_the_middle_of_its_body_is_logged_as_aborted(string header)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(sandbox.BaseUri.Host, sandbox.BaseUri.Port);
            string head = $"POST {TestSandbox.Enhance} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: sandbox-a\r\n{header}\r\n\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + "10\r\n{\"image\":"));
            await sandbox.WaitAsync("started");
        }

        await sandbox.WaitAsync("settled");
        JsonNode logged = Assert.Single(await sandbox.RequestsAsync())!;
        Assert.Equal("aborted", logged["outcome"]!.GetValue<string>());
        Assert.Equal(0, logged["status"]!.GetValue<int>());
        Assert.Equal(0, (await sandbox.ControlAsync("requests"))["in_flight"]!.GetValue<int>());
        await sandbox.EnhanceAsync();
    }

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_the_answer_is_logged_as_aborted()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"slow","bytes_per_second":1}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, TestSandbox.Enhance)
        {
            Content = new StringContent(TestSandbox.EnhanceBody("bytes").ToJsonString(), null, "application/json"),
        };
        Task<HttpResponseMessage> pending = sandbox.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using (HttpResponseMessage response = await pending)
            Assert.True(response.Content.Headers.ContentLength > 1000);

        await sandbox.WaitAsync("settled");
        JsonNode logged = Assert.Single(await sandbox.RequestsAsync())!;
        Assert.Equal("aborted", logged["outcome"]!.GetValue<string>());
        Assert.InRange(logged["bytes_out"]!.GetValue<long>(), 1, 999);
        Assert.Equal(0.12m, await sandbox.TotalAsync());
    }
}

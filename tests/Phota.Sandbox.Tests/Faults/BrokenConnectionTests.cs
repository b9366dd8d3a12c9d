using System.Net.Sockets;
using System.Text.Json.Nodes;
using Phota.Sandbox.Tests.Support;

namespace Phota.Sandbox.Tests.Faults;

public sealed class BrokenConnectionTests
{
    [Theory]
    [InlineData("before_read", 0)]
    [InlineData("after_read", 0)]
    [InlineData("after_charge", 0.12)]
    public async Task A_reset_comes_at_its_moment(string when, decimal charged)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync($$"""{"kind":"reset","when":"{{when}}"}""");
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.PostAsync(TestSandbox.Enhance, TestSandbox.EnhanceBody()));
        Assert.Equal(SocketError.ConnectionReset, SocketErrorOf(error));
        await sandbox.WaitAsync("settled");
        Assert.Equal(charged, await sandbox.TotalAsync());
        JsonNode logged = (await sandbox.RequestsAsync())[0]!;
        Assert.Equal("reset", logged["outcome"]!.GetValue<string>());
        Assert.Equal("reset", logged["fault"]!.GetValue<string>());
        Assert.Equal(0, logged["status"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"kind":"reset","when":"mid_body","after_bytes":100}""", "reset")]
    [InlineData("""{"kind":"truncate","after_bytes":100}""", "truncated")]
    public async Task A_body_breaks_after_so_many_bytes(string action, string outcome)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync(action);
        (byte[] received, long announced) = await ReadBrokenAsync(sandbox);
        Assert.Equal(100, received.Length);
        Assert.True(announced > 100);
        await sandbox.WaitAsync("settled");
        JsonNode logged = (await sandbox.RequestsAsync())[0]!;
        Assert.Equal(outcome, logged["outcome"]!.GetValue<string>());
        Assert.Equal(100, logged["bytes_out"]!.GetValue<int>());
        Assert.Equal(200, logged["status"]!.GetValue<int>());
        Assert.Equal(0.12m, await sandbox.TotalAsync());
    }

    [Fact]
    public async Task A_replacement_can_announce_more_than_it_has()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultAsync("""{"kind":"replace","body":"{\"a\":","declared_length":1000}""");
        (byte[] received, long announced) = await ReadBrokenAsync(sandbox);
        Assert.Equal("""{"a":"""u8.ToArray(), received);
        Assert.Equal(1000, announced);
    }

    [Fact]
    public async Task A_download_breaks_as_an_answer_does()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        JsonNode result = await sandbox.EnhanceAsync();
        await sandbox.FaultAsync("""{"kind":"truncate","after_bytes":10}""", """{"path":"/files/*"}""");
        string url = result["download_urls"]![0]!.GetValue<string>();
        await Assert.ThrowsAsync<HttpRequestException>(() => sandbox.Keyless.GetByteArrayAsync(url));
        Assert.NotEmpty(await sandbox.Keyless.GetByteArrayAsync(url));
    }

    private static async Task<(byte[] Received, long Announced)> ReadBrokenAsync(TestSandbox sandbox)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, TestSandbox.Enhance)
        {
            Content = new StringContent(TestSandbox.EnhanceBody("bytes").ToJsonString(), null, "application/json"),
        };
        using var response = await sandbox.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        var received = new MemoryStream();
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(received));
        return (received.ToArray(), response.Content.Headers.ContentLength!.Value);
    }

    private static SocketError? SocketErrorOf(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is SocketException socket)
                return socket.SocketErrorCode;
        }

        return null;
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PhotaPS.UnitTests.Selection;

/// <summary>The page is this machine's alone, answers under its token alone, and nothing listens when it is over.</summary>
public sealed class SelectionServerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly HttpClient _browser = new();
    private readonly SelectionServer _server;
    private readonly PhotaImage[] _images;

    public SelectionServerTests()
    {
        ImageSelection selection = new();
        string photo = Image("photo.png");
        _images = [.. Enumerable.Range(1, 3).Select(i => new PhotaImage { Operation = "edit", Source = photo, FullName = Image($"{i}.png"), Variation = i, Fingerprint = "f" })];
        foreach (PhotaImage image in _images.Concat(_images)) selection.Add(image);
        Assert.Equal(3, selection.Images.Count);
        _server = SelectionServer.Start(selection);
    }

    public void Dispose()
    {
        _server.Dispose();
        _browser.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_shows_the_files_and_takes_the_choice()
    {
        string page = await _browser.GetStringAsync(_server.Uri);
        Assert.Equal(4, page.Split("data-src=\"images/").Length - 1);
        Assert.True(_server.IsOpened);
        HttpResponseMessage image = await _browser.GetAsync(new Uri(_server.Uri, "images/1"));
        Assert.Equal("image/png", image.Content.Headers.ContentType?.MediaType);
        Assert.Equal(File.ReadAllBytes(_images[1].FullName!), await image.Content.ReadAsByteArrayAsync());

        Task<ImageChoice?> waiting = _server.WaitAsync();
        Assert.Equal(HttpStatusCode.NoContent, await ChooseAsync("""{"keep":[2],"reject":[1,0]}"""));
        ImageChoice choice = (await waiting)!;
        Assert.Equal([_images[2]], choice.Kept);
        Assert.Equal([_images[0], _images[1]], choice.Rejected);
    }

#if !NETFRAMEWORK
    [Phota.Tests.Live.LinuxFact]
    public async Task An_image_that_has_become_a_pipe_is_gone_from_the_page()
    {
        string path = _images[1].FullName!;
        File.Delete(path);
        using (System.Diagnostics.Process pipe = System.Diagnostics.Process.Start("/usr/bin/mkfifo", [path])) pipe.WaitForExit();
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
        Assert.Equal(HttpStatusCode.NotFound, (await _browser.GetAsync(new Uri(_server.Uri, "images/1"), patience.Token)).StatusCode);
    }
#endif

    [Fact]
    public async Task Its_headers_let_nothing_else_in()
    {
        HttpResponseMessage answer = await _browser.GetAsync(_server.Uri);
        string policy = string.Join(' ', answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; img-src 'self' data:; connect-src 'self'; style-src 'sha256-", policy);
        Assert.EndsWith("base-uri 'none'; form-action 'none'; frame-ancestors 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal(["no-referrer"], answer.Headers.GetValues("Referrer-Policy"));
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public async Task No_other_path_host_or_origin_is_answered()
    {
        string root = _server.Uri.AbsolutePath, host = _server.Uri.Authority, own = $"http://{host}";
        const string choice = """{"keep":[],"reject":[0]}""";
        Assert.StartsWith("HTTP/1.1 200 ", await AskAsync("GET", root, host, own));
        foreach ((string method, string path, string asked, string? origin) in new[]
        {
            ("GET", "/", host, null), ("GET", root.TrimEnd('/'), host, null), ("GET", root.ToUpperInvariant(), host, null),
            ("GET", $"/{new string('0', 64)}/", host, null), ("GET", $"{root}?", host, null), ("GET", $"{own}{root}", host, null),
            ("GET", $"{root}images/4", host, null), ("GET", $"{root}images/-1", host, null), ("GET", $"{root}images/../../etc/passwd", host, null), ("GET", $"{root}images/0/", host, null),
            ("GET", root, $"localhost:{_server.Uri.Port}", null), ("GET", root, "attacker.example", null), ("GET", root, "127.0.0.1", null),
            ("GET", root, host, "http://attacker.example"), ("GET", root, host, "null"), ("HEAD", root, host, null), ("OPTIONS", $"{root}choice", host, own),
            ("POST", $"{root}choice", host, null), ("POST", $"{root}choice", host, "http://attacker.example"), ("POST", $"{root}choice", host, "null"), ("POST", root, host, own),
        })
        {
            Assert.StartsWith("HTTP/1.1 404 ", await AskAsync(method, path, asked, origin, choice));
        }

        Assert.StartsWith("HTTP/1.1 404 ", await SendAsync($"GET {root} HTTP/1.1\r\nHost: {host}\r\nHost: attacker.example\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 404 ", await SendAsync($"GET {root} HTTP/1.1\r\n\r\n"));
        Assert.StartsWith("HTTP/1.1 404 ", await SendAsync("no request at all\r\n\r\n"));
        Assert.False(_server.WaitAsync().IsCompleted);
    }

    [Fact]
    public async Task Only_the_loopback_address_listens()
    {
        foreach (IPAddress address in (await Dns.GetHostAddressesAsync(Dns.GetHostName())).Where(address => !IPAddress.IsLoopback(address) && address.AddressFamily == AddressFamily.InterNetwork))
        {
            using TcpClient client = new();
            await Assert.ThrowsAnyAsync<SocketException>(() => client.ConnectAsync(address, _server.Uri.Port));
        }

        using TcpClient local = new();
        await local.ConnectAsync(IPAddress.Loopback, _server.Uri.Port);
    }

    [Theory]
    [InlineData("""{"keep":[0],"reject":[0]}""")]
    [InlineData("""{"keep":[0,0],"reject":[]}""")]
    [InlineData("""{"keep":[3],"reject":[]}""")]
    [InlineData("""{"keep":[-1],"reject":[]}""")]
    [InlineData("""{"keep":["0"],"reject":[]}""")]
    [InlineData("""{"keep":[0]}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task What_is_no_choice_chooses_nothing(string json)
    {
        Task<ImageChoice?> waiting = _server.WaitAsync();
        Assert.Equal(HttpStatusCode.BadRequest, await ChooseAsync(json));
        Assert.False(waiting.IsCompleted);
        Assert.Equal(HttpStatusCode.NoContent, await ChooseAsync("""{"keep":[],"reject":[]}"""));
        Assert.Empty((await waiting)!.Kept);
    }

    [Fact]
    public async Task It_ends_when_the_page_is_closed()
    {
        _server.ReloadPatience = TimeSpan.FromMilliseconds(1);
        _server.LoadPatience = Timeout.InfiniteTimeSpan;
        Task<ImageChoice?> waiting = _server.WaitAsync();
        await _browser.GetStringAsync(_server.Uri);
        Stream first = await _browser.GetStreamAsync(new Uri(_server.Uri, "open"));
        Stream second = await _browser.GetStreamAsync(new Uri(_server.Uri, "open"));
        await second.ReadExactlyAsync(new byte[1]);
        await first.ReadExactlyAsync(new byte[1]);
        await first.DisposeAsync();
        Assert.False(waiting.IsCompleted);
        await second.DisposeAsync();
        Assert.Null(await waiting.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task A_page_that_is_loaded_again_is_not_closed()
    {
        _server.ReloadPatience = TimeSpan.FromMilliseconds(500);
        _server.LoadPatience = TimeSpan.FromMilliseconds(500);
        Task<ImageChoice?> waiting = _server.WaitAsync();
        Stream open = await _browser.GetStreamAsync(new Uri(_server.Uri, "open"));
        await open.DisposeAsync();
        using Stream again = await _browser.GetStreamAsync(new Uri(_server.Uri, "open"));
        Assert.NotSame(waiting, await Task.WhenAny(waiting, Task.Delay(1500)));
        Assert.Equal(HttpStatusCode.NoContent, await ChooseAsync("""{"keep":[1],"reject":[]}"""));
        Assert.Equal([_images[1]], (await waiting)!.Kept);
    }

    [Fact]
    public async Task Nothing_listens_when_it_is_over()
    {
        using Stream open = await _browser.GetStreamAsync(new Uri(_server.Uri, "open"));
        await open.ReadExactlyAsync(Encoding.ASCII.GetBytes(": open\n\n"));
        using CancellationTokenSource stop = new();
        Task<ImageChoice?> waiting = _server.WaitAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _server.Dispose();
        using TcpClient client = new();
        await Assert.ThrowsAnyAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, _server.Uri.Port));
        int left = 0;
        try
        {
            left = await open.ReadAsync(new byte[1]);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // It was cut.
        }

        Assert.Equal(0, left);
    }

    [Fact]
    public void An_image_that_is_not_saved_cannot_be_shown() =>
        Assert.Equal(PhotaRemedy.SaveImages, Assert.Throws<PhotaException>(() => new ImageSelection().Add(new PhotaImage { Operation = "edit" })).Remedy);

    private string Image(string name)
    {
        File.WriteAllBytes(_folder.File(name), Pixels.Png(500 + name.Length + name[0]));
        return _folder.File(name);
    }

    private async Task<HttpStatusCode> ChooseAsync(string json)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(_server.Uri, "choice")) { Content = new StringContent(json) };
        request.Headers.Add("Origin", $"http://{_server.Uri.Authority}");
        using HttpResponseMessage answer = await _browser.SendAsync(request);
        return answer.StatusCode;
    }

    private Task<string> AskAsync(string method, string path, string host, string? origin, string? body = null) => SendAsync(
        $"{method} {path} HTTP/1.1\r\nHost: {host}\r\n"
        + (origin is null ? "" : $"Origin: {origin}\r\n")
        + (body is null || method != "POST" ? "\r\n" : $"Content-Length: {body.Length}\r\n\r\n{body}"));

    private async Task<string> SendAsync(string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, _server.Uri.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using StreamReader reader = new(stream);
        return await reader.ReadToEndAsync();
    }
}

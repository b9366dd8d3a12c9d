using System.Net;
using System.Net.Sockets;
using System.Text;
using Phota.Tests.Http;
using Phota.Tests.Live;

namespace Phota.Tests.Security;

[Collection("alone")]
public sealed class NetworkTests
{
    [Theory]
    [InlineData("http://127.0.0.1", true)]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://[::1]", true)]
    [InlineData("http://[::127.0.0.1]", false)]
    [InlineData("http://localhost.example", false)]
    [InlineData("http://127.0.0.1.example", false)]
    [InlineData("http://127.0.0.1@evil.example", false)]
    [InlineData("http://localhost:80@evil.example", false)]
    [InlineData("http://evil.example/@127.0.0.1", false)]
    [InlineData("http://evil.example#localhost", false)]
    [InlineData("http://0.0.0.0", false)]
    [InlineData("http://128.0.0.1", false)]
    [InlineData("http://[::ffff:127.0.0.1]", true)]
    [InlineData("http://[::ffff:10.0.0.1]", false)]
    [InlineData("ftp://localhost", false)]
    [InlineData("ws://localhost", false)]
    [InlineData("file:///localhost", false)]
    public void Plain_http_goes_to_this_machine_alone(string url, bool isAllowed) =>
        Assert.Equal(isAllowed, Endpoint.IsAllowed(new Uri(url)));

    [Theory]
    [InlineData("http://127.0.0.1:9/admin/delete?all=1", "https://api.example", false)]
    [InlineData("https://localhost/x", "https://api.example", false)]
    [InlineData("http://127.0.0.1:9/x", "http://127.0.0.1:8", true)]
    [InlineData("https://storage.example/x", "https://api.example", true)]
    public async Task A_URL_of_this_machine_is_opened_only_for_an_endpoint_of_this_machine(string url, string endpoint, bool isOpened)
    {
        using TempFolder folder = new();
        using ScriptedHandler network = new(ScriptedHandler.Respond(404));
        PhotaImage image = new() { Operation = "edit", DownloadUri = new Uri(url) };
        ImageDownloader downloader = new(new Uri(endpoint), network, TimeProvider.System, null, null);
        await Assert.ThrowsAsync<PhotaException>(() => downloader.SaveAsync(image, new OutputTarget(folder.Path, "dog.png", false), TimeSpan.FromSeconds(20)));
        Assert.Equal(isOpened ? 1 : 0, network.Urls.Count);
    }

    [Fact]
    public void A_redirect_to_this_machine_is_not_followed()
    {
        Assert.Throws<PhotaException>(() => Endpoint.Redirected(new Uri("https://storage.example/a"), new Uri("https://127.0.0.1/delete")));
        Assert.Throws<PhotaException>(() => Endpoint.Redirected(new Uri("https://127.0.0.1/a"), new Uri("http://127.0.0.1/a")));
        Assert.Throws<PhotaException>(() => Endpoint.Redirected(new Uri("http://127.0.0.1/a"), new Uri("file:///etc/passwd")));
        Assert.Equal("/b", Endpoint.Redirected(new Uri("http://127.0.0.1/a"), new Uri("/b", UriKind.Relative)).AbsolutePath);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nX-A: ")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{\"a\":\"")]
    [InlineData("HTTP/1.1 500 No\r\nContent-Length: 100000\r\n\r\n")]
    public async Task An_answer_that_drips_ends_by_the_deadline(string beginning)
    {
        using TestListener listener = new();
        using CancellationTokenSource stop = new();
        Task server = Task.Run(async () => Drip(await listener.AcceptAsync(stop.Token), beginning, stop.Token));
        PhotaClient client = new(new PhotaClientOptions(new ApiKey("sandbox-slow")) { BaseUri = listener.Uri, Timeout = TimeSpan.FromSeconds(2) });

        Task<PhotaException> ended = Assert.ThrowsAsync<PhotaException>(() => client.GetWebhookSecretAsync());
        Assert.Same(ended, await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(30))));
        Assert.Equal(PhotaErrorKind.Timeout, (await ended).Kind);

        stop.Cancel();
        await server;
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")]
    [InlineData("HTTP/1.1 403 No\r\nContent-Length: 100000\r\n\r\n")]
    public async Task A_download_that_drips_ends_by_the_deadline(string beginning)
    {
        using TestListener listener = new();
        using CancellationTokenSource stop = new();
        using TempFolder folder = new();
        Task server = Task.Run(async () => Drip(await listener.AcceptAsync(stop.Token), beginning, stop.Token));
        PhotaImage image = new() { Operation = "edit", DownloadUri = new Uri(listener.Uri, "dog.png") };
        ImageDownloader downloader = new(listener.Uri);

        Task<PhotaException> ended = Assert.ThrowsAsync<PhotaException>(() => downloader.SaveAsync(image, new OutputTarget(folder.Path, "dog.png", false), TimeSpan.FromSeconds(2)));
        Assert.Same(ended, await Task.WhenAny(ended, Task.Delay(TimeSpan.FromSeconds(30))));
        Assert.Equal(PhotaErrorKind.Timeout, (await ended).Kind);
        Assert.Empty(folder.Names());

        stop.Cancel();
        await server;
    }

    [Fact]
    public async Task No_proxy_of_the_system_gets_what_is_for_this_machine()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        using TestListener proxy = new();
        WebProxy system = new(proxy.Uri);
#if NETFRAMEWORK
        IWebProxy before = WebRequest.DefaultWebProxy;
        WebRequest.DefaultWebProxy = system;
#else
        IWebProxy before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = system;
#endif
        try
        {
            Assert.Single(await sandbox.Client(timeout: TimeSpan.FromSeconds(10)).EnhanceAsync(sandbox.Enhance()));

            // The same handler asks the proxy for another machine, so it is the rule that keeps it away from this one.
            using CancellationTokenSource stop = new();
            PhotaClient other = new(new PhotaClientOptions(new ApiKey("sandbox-other")) { BaseUri = new Uri("https://api.example"), Timeout = TimeSpan.FromSeconds(20) });
            Task<WebhookSecret> asked = other.GetWebhookSecretAsync(stop.Token);
            using (TcpClient connection = await proxy.AcceptAsync(stop.Token))
            {
                byte[] head = new byte[7];
                await connection.GetStream().ReadExactlyAsync(head);
                Assert.Equal("CONNECT", Encoding.ASCII.GetString(head));
            }

            stop.Cancel();
            await Assert.ThrowsAnyAsync<Exception>(() => asked);
        }
        finally
        {
#if NETFRAMEWORK
            WebRequest.DefaultWebProxy = before;
#else
            HttpClient.DefaultProxy = before;
#endif
        }
    }

    [Fact]
    public void A_key_that_an_id_quotes_is_hidden_before_the_id_is_cut()
    {
        const string Key = "canary-0123456789";
        using HttpResponseMessage response = new() { Content = new StringContent("") };
        response.Headers.Add("X-Request-Id", new string('x', 495) + Key);
        new ApiKey(Key).HideIn(response);
        Assert.DoesNotContain("cana", ErrorReader.RequestId(response)!, StringComparison.Ordinal);
    }

    [Fact]
    public void No_answer_pauses_an_account_for_more_than_an_hour()
    {
        using HttpResponseMessage response = new((HttpStatusCode)429);
        response.Headers.RetryAfter = new(TimeSpan.FromDays(3650));
        Assert.Equal(TimeSpan.FromHours(1), RetryPolicy.RetryAfter(response, TimeProvider.System));
        response.Headers.RetryAfter = new(DateTimeOffset.UtcNow.AddYears(10));
        Assert.Equal(TimeSpan.FromHours(1), RetryPolicy.RetryAfter(response, TimeProvider.System));
    }

    [Fact]
    public void Of_more_images_than_were_asked_for_only_those_are_taken()
    {
        string urls = string.Join(",", Enumerable.Range(0, 150).Select(i => $"\"https://storage.example/{i}\""));
        PhotaJob job = JobBody.Read(Encoding.UTF8.GetBytes($$$"""{"job_id":"j","status":"done","result":{"download_urls":[{{{urls}}}]}}"""), null);

        PhotaJob known = job with { Operation = "edit", Count = 1 };
        Assert.Equal((1, 149), (ImageMaker.FromJob(known, PriceTable.Published).Count, known.CountExcessImages()));
        Assert.Equal((4, 146), (ImageMaker.FromJob(job, PriceTable.Published).Count, job.CountExcessImages()));
    }

    [Theory]
    [InlineData(ResponseMode.Urls)]
    [InlineData(ResponseMode.Bytes)]
    public async Task Of_more_images_in_an_answer_only_those_that_were_asked_for_are_taken(ResponseMode mode)
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        string image = mode == ResponseMode.Bytes ? Convert.ToBase64String(Pixels.Png()) : "https://storage.example/a.png";
        string body = $$"""{"{{(mode == ResponseMode.Bytes ? "images" : "download_urls")}}":["{{image}}","{{image}}","{{image}}"]}""";
        await sandbox.FaultAsync($$"""{"kind":"replace","body":{{System.Text.Json.JsonSerializer.Serialize(body)}}}""");
        EnhanceRequest request = sandbox.Enhance(mode);
        IReadOnlyList<PhotaImage> images = mode == ResponseMode.Bytes
            ? await sandbox.Client().EnhanceAsync(request, sandbox.Target())
            : await sandbox.Client().EnhanceAsync(request);
        Assert.Single(images);
        Assert.Equal(mode == ResponseMode.Bytes ? 1 : 0, sandbox.Results().Length);
    }

    [Fact]
    public void A_signed_URL_of_a_photo_is_not_shown_but_names_files_all_the_same()
    {
        const string Url = "https://user:password@storage.example/dog.jpg?signature=secret";
        PhotaImage image = new PhotaImage { Operation = "edit", Source = Url } with { Variation = 2 };
        PhotaJob job = new() { JobId = "j", Source = Url };
        PhotaPlan plan = PhotaPlan.Refused("edit", Url, new PhotaException(PhotaErrorKind.Validation, "no"));
        Assert.All([image.Source, job.Source, plan.Source, image.ToString(), $"{job}"], shown =>
        {
            Assert.DoesNotContain("secret", shown!, StringComparison.Ordinal);
            Assert.DoesNotContain("password", shown!, StringComparison.Ordinal);
        });
        Assert.Equal(Url, image.GivenSource);
    }

    private static void Drip(TcpClient connection, string beginning, CancellationToken stop)
    {
        using (connection)
        {
            NetworkStream stream = connection.GetStream();
            byte[] head = Encoding.ASCII.GetBytes(beginning);
            try
            {
                stream.Write(head, 0, head.Length);
                while (!stop.WaitHandle.WaitOne(50)) stream.WriteByte((byte)'a');
            }
            catch (IOException)
            {
                // The client has gone.
            }
        }
    }
}

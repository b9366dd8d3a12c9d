using System.Net;
using System.Text;
using Step = System.Func<System.Net.Http.HttpRequestMessage, System.Threading.CancellationToken, System.Threading.Tasks.Task<System.Net.Http.HttpResponseMessage>>;

namespace Phota.Tests.Http;

/// <summary>The whole chain over a scripted network, on a clock that waits for nothing.</summary>
public sealed class TransportTests : IDisposable
{
    private const string Moderated = """{"code":"CONTENT_MODERATION","detail":"no"}""";

    private readonly TestClock _clock = new();
    private readonly TempFolder _folder = new();

    // How a request ends, how often it is sent, and what is certain of it: paid for each time, or once by its id.
    public static TheoryData<string, string, string> Table => new()
    {
        { "200", "1 Answered", "1 Answered" },
        { "400", "1 Refused", "1 Refused" },
        { "400 moderation", "1 Failed", "1 Failed" },
        { "401", "1 Refused", "1 Refused" },
        { "402", "1 Refused", "1 Refused" },
        { "403", "1 Refused", "1 Refused" },
        { "404", "1 Refused", "1 Refused" },
        { "408", "1 Unknown", "5 Unknown" },
        { "409", "1 Unknown", "1 Unknown" },
        { "410", "1 Refused", "1 Refused" },
        { "422", "1 Refused", "1 Refused" },
        { "429 for an hour", "1 Refused", "1 Refused" },
        { "302", "1 Unknown", "1 Unknown" },
        { "500", "1 Failed", "5 Unknown" },
        { "502", "1 Failed", "5 Unknown" },
        { "503", "1 Failed", "5 Unknown" },
        { "503 for an hour", "1 Failed", "1 Unknown" },
        { "504", "1 Refused", "5 Unknown" },
        { "no connection", "3 Refused", "3 Refused" },
        { "no connection in time", "3 Refused", "3 Refused" },
        { "connection lost within the upload", "3 Refused", "3 Refused" },
        { "connection lost before the answer", "1 Unknown", "5 Unknown" },
        { "answer broken off", "1 Unknown", "5 Unknown" },
        { "answer without sense", "1 Unknown", "5 Unknown" },
        { "time over before it was sent", "1 Refused", "1 Refused" },
        { "time over before the answer", "1 Unknown", "1 Unknown" },
        { "no connection, then 402", "2 Refused", "2 Refused" },
        { "throttled, then no connection", "3 Refused", "3 Refused" },
        { "throttled by 503, then 402", "2 Failed", "2 Unknown" },
        { "connection lost, then 402", "1 Unknown", "2 Unknown" },
        { "connection lost, then no connection", "1 Unknown", "3 Unknown" },
        { "connection lost, then 429 for an hour", "1 Unknown", "2 Unknown" },
        { "connection lost, then 400 moderation", "1 Unknown", "2 Failed" },
        { "connection lost, then 200", "1 Unknown", "2 Answered" },
        { "no connection, then connection lost, then time over before it was sent", "2 Unknown", "3 Unknown" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task What_is_certain_of_a_request(string ending, string paidEachTime, string paidOnce)
    {
        foreach ((Idempotency idempotency, string expected) in new[] { (Idempotency.NonIdempotent, paidEachTime), (Idempotency.Keyed, paidOnce) })
        {
            ScriptedHandler network = new(Steps(ending));
            ApiCall<string> call = Post(idempotency);
            ApiResult<string> result = await RunAsync(network, call, ending.Contains("time over", StringComparison.Ordinal) ? TestClock.Deadline : TimeSpan.FromMinutes(30), ending);

            Assert.Equal(expected, $"{network.Urls.Count} {result.Delivery}");
            Assert.Equal(network.Urls.Count, result.Attempts);
            Assert.Equal(result.Delivery == RequestDelivery.Answered, result.Error is null);
            Assert.Equal(result.Delivery, call.Progress.Delivery);
        }
    }

    [Theory]
    [InlineData(404, "GET", nameof(RequestDelivery.Failed))]
    [InlineData(410, "GET", nameof(RequestDelivery.Failed))]
    [InlineData(404, "DELETE", nameof(RequestDelivery.Refused))]
    public void A_thing_that_is_gone_was_there_once(int status, string method, string delivery) => Assert.Equal(
        Enum.Parse<RequestDelivery>(delivery),
        RetryPolicy.Delivery(status, PhotaErrorKind.NotFound, new HttpMethod(method), Idempotency.Idempotent));

    [Fact]
    public async Task A_photo_that_cannot_be_read_to_its_end_is_not_sent_whole()
    {
        string path = _folder.File("a.png");
        File.WriteAllBytes(path, Pixels.Png());
        EnhanceRequest request = new(ImageInput.FromFile(path));
        File.WriteAllBytes(path, Pixels.Png(500));
        ApiCall<string> call = new(HttpMethod.Post, request.Path, ReadAsync) { Body = request.ToBody(), Idempotency = Idempotency.NonIdempotent };
        ApiResult<string> result = await RunAsync(new(ScriptedHandler.Respond(200)), call);

        Assert.Equal((PhotaErrorKind.InputFile, RequestDelivery.Refused, 1), (result.Error!.Kind, result.Delivery, result.Attempts));
    }

    [Fact]
    public async Task A_network_that_goes_away_is_waited_for_and_does_not_count_as_the_call_s_time()
    {
        Step gone = ScriptedHandler.Unreachable;
        ScriptedHandler network = new(ScriptedHandler.Respond(200), gone, gone, gone, gone, gone, gone, gone, ScriptedHandler.Respond(200, "done"));
        PhotaClientOptions options = Options(network);
        await RunAsync(network, Post(Idempotency.NonIdempotent), options: options);
        ApiResult<string> result = await RunAsync(network, Post(Idempotency.NonIdempotent), options: options);

        Assert.Equal(("done", 8), (result.Value, result.Attempts));
#if !NETFRAMEWORK // There a wait that is over goes on in another thread, and the clock runs ahead of it.
        Assert.Equal(TimeSpan.Zero, result.Duration);
#endif
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], _clock.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_reset_may_be_the_network_going_away_and_what_follows_is_waited_for()
    {
        Step gone = ScriptedHandler.Unreachable;
        ScriptedHandler network = new(ScriptedHandler.Respond(200), ScriptedHandler.Lose, gone, gone, gone, gone, gone, gone, ScriptedHandler.Respond(200, "done"));
        PhotaClientOptions options = Options(network);
        await RunAsync(network, Post(Idempotency.Keyed), options: options);
        ApiResult<string> result = await RunAsync(network, Post(Idempotency.Keyed), options: options);

        Assert.Equal(("done", 8), (result.Value, result.Attempts));
        Assert.Equal([1, 2, 4, 8, 16, 30, 30], _clock.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_call_that_is_always_reset_ends_after_its_attempts()
    {
        ScriptedHandler network = new(ScriptedHandler.Respond(200), ScriptedHandler.Lose);
        PhotaClientOptions options = Options(network);
        await RunAsync(network, Post(Idempotency.Keyed), options: options);
        ApiResult<string> result = await RunAsync(network, Post(Idempotency.Keyed), options: options);

        Assert.Equal((PhotaErrorKind.Network, false, RequestDelivery.Unknown, 5), (result.Error!.Kind, result.Error.IsFatal, result.Delivery, result.Attempts));
    }

    [Fact]
    public async Task The_reset_of_a_call_that_cannot_be_repeated_holds_the_next_back()
    {
        ScriptedHandler network = new(ScriptedHandler.Respond(200), ScriptedHandler.Lose, ScriptedHandler.Respond(200, "done"));
        PhotaClientOptions options = Options(network);
        await RunAsync(network, Post(Idempotency.NonIdempotent), options: options);
        ApiResult<string> lost = await RunAsync(network, Post(Idempotency.NonIdempotent), options: options);
        Assert.Equal((RequestDelivery.Unknown, 1), (lost.Delivery, lost.Attempts));
        Assert.Empty(_clock.Waits);

        ApiResult<string> next = await RunAsync(network, Post(Idempotency.NonIdempotent), options: options);
        Assert.Equal(("done", 1), (next.Value, next.Attempts));
        Assert.Equal([1], _clock.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task A_network_that_does_not_come_back_ends_the_call_after_its_time()
    {
        ScriptedHandler network = new(ScriptedHandler.Respond(200), ScriptedHandler.Unreachable);
        PhotaClientOptions options = Options(network);
        await RunAsync(network, Post(Idempotency.NonIdempotent), options: options);
        ApiResult<string> result = await RunAsync(network, Post(Idempotency.NonIdempotent), options: options);

        Assert.Equal((PhotaErrorKind.Network, true, RequestDelivery.Refused), (result.Error!.Kind, result.Error.IsFatal, result.Delivery));
        Assert.Equal(TestClock.Deadline, _clock.Waits.Aggregate((sum, wait) => sum + wait));
    }

    [Fact]
    public async Task Repeats_wait_longer_each_time()
    {
        ScriptedHandler network = new(ScriptedHandler.Respond(500), ScriptedHandler.Lose, ScriptedHandler.BreakOff, ScriptedHandler.Respond(503), ScriptedHandler.Respond(200, "done"));
        ApiResult<string> result = await RunAsync(network, Post(Idempotency.Keyed));

        Assert.Equal(("done", 5), (result.Value, result.Attempts));
        Assert.Equal(4, _clock.Waits.Count);
        for (int i = 0; i < 4; i++) Assert.InRange(_clock.Waits[i].TotalMilliseconds, 124 << i, 250 << i);
        Assert.Equal(_clock.Waits.Sum(wait => wait.Ticks), result.Duration.Ticks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_that_says_come_at_once_is_asked_at_most_once_a_backoff(bool isDate)
    {
        ScriptedHandler network = new(ScriptedHandler.Respond(429, and: ComeAtOnce(isDate)));
        ApiResult<string> result = await RunAsync(network, Post(Idempotency.Keyed), TimeSpan.FromMinutes(30));

        AssertTimeRanOut(result.Error!);
        if (result.Error!.Kind == PhotaErrorKind.RateLimited) Assert.Equal(RequestDelivery.Refused, result.Delivery);
        // In half an hour: seven waits below 16 seconds, then one each 15 to 30 seconds.
        Assert.InRange(result.Attempts, 65, 128);
        Assert.Equal(result.Attempts, network.Urls.Count);
    }

    // The last wait is refused where it is longer than the time that is left, and ends with it where it is just as long.
    private static void AssertTimeRanOut(PhotaException e) => Assert.Contains(e.Kind, new[] { PhotaErrorKind.RateLimited, PhotaErrorKind.Timeout });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task So_is_a_storage(bool isDate)
    {
        ScriptedHandler network = new(ScriptedHandler.Respond(429, and: ComeAtOnce(isDate)));
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => _clock.RunAsync(DownloadAsync(network, TimeSpan.FromMinutes(30))));

        AssertTimeRanOut(e);
        Assert.InRange(network.Urls.Count, 65, 128);
    }

    [Fact]
    public async Task A_wait_that_the_service_asks_for_is_kept()
    {
        ScriptedHandler network = new(ScriptedHandler.Respond(429, retryAfter: TimeSpan.FromSeconds(90)), ScriptedHandler.Respond(200));
        ApiResult<string> result = await RunAsync(network, Post(Idempotency.NonIdempotent));

        Assert.Equal((2, RequestDelivery.Answered), (result.Attempts, result.Delivery));
        Assert.InRange(result.Duration, TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(91));
    }

    [Fact]
    public async Task A_pause_longer_than_the_time_allowed_sends_nothing()
    {
        ScriptedHandler network = new(ScriptedHandler.Respond(429, retryAfter: TimeSpan.FromHours(1)), ScriptedHandler.Respond(200));
        PhotaClientOptions options = Options(network);
        await RunAsync(network, Post(Idempotency.Keyed), options: options);
        ApiCall<string> call = Post(Idempotency.Keyed);
        ApiResult<string> result = await RunAsync(network, call, options: options);

        Assert.Single(network.Urls);
        Assert.Equal((PhotaErrorKind.RateLimited, RequestDelivery.Refused, false), (result.Error!.Kind, result.Delivery, call.Progress.IsSent));
        Assert.Contains("another 3600 seconds; nothing was sent", result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_cancellation_it_is_known_whether_a_byte_was_sent(bool isSent)
    {
        TaskCompletionSource<bool> hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedHandler network = new((request, stop) =>
        {
            Task<HttpResponseMessage> answer = isSent ? ScriptedHandler.HangAfter(request, stop) : ScriptedHandler.HangBefore(request, stop);
            hanging.SetResult(true);
            return answer;
        });
        using CancellationTokenSource stop = new();
        ApiCall<string> call = Post(Idempotency.Keyed);
        Task<ApiResult<string>> running = Transport(Options(network)).TrySendAsync(call, TestClock.Deadline, stop.Token);
        await hanging.Task;
        stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(isSent, call.Progress.IsSent);
    }

    [Fact]
    public async Task A_refused_attempt_leaves_nothing_to_a_cancellation()
    {
        TaskCompletionSource<bool> throttled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        PhotaClientOptions options = Options(new(ScriptedHandler.Respond(429))) with { OnRetry = _ => throttled.SetResult(true) };
        using CancellationTokenSource stop = new();
        ApiCall<string> call = Post(Idempotency.Keyed);
        Task<ApiResult<string>> running = Transport(options).TrySendAsync(call, TestClock.Deadline, stop.Token);
        await throttled.Task;
        stop.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(call.Progress.IsSent);
    }

    [Fact]
    public async Task The_key_goes_to_the_endpoint_and_not_to_a_storage()
    {
        ScriptedHandler network = new(ScriptedHandler.Respond(200, "done"));
        await RunAsync(network, Post(Idempotency.Keyed));
        await RunAsync(network, new ApiCall<string>(HttpMethod.Get, new Uri("https://storage.example/1"), ReadAsync));
        await Assert.ThrowsAsync<PhotaException>(() => DownloadAsync(network, TestClock.Deadline));

        Assert.Equal([true, false, false], network.Headers.Select(headers => headers.Contains("X-API-Key", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task A_download_is_resumed_after_a_redirect_to_another_host_without_the_key()
    {
        byte[] image = Pixels.Png(5000);
        Step redirect = ScriptedHandler.Respond(302, and: response => response.Headers.Location = new Uri("https://cdn.example/2"));
        ScriptedHandler network = new(redirect, Part(image, 0, 3000), redirect, Part(image, 3000, 2000));
        PhotaImage saved = await _clock.RunAsync(DownloadAsync(network, TestClock.Deadline));

        Assert.Equal(image, File.ReadAllBytes(saved.FullName!));
        Assert.Equal(["storage.example", "cdn.example", "storage.example", "cdn.example"], network.Urls.Select(url => url.Host));
        Assert.Equal([false, false, true, true], network.Headers.Select(headers => headers.Contains("Range: bytes=3000-", StringComparison.Ordinal)));
        Assert.DoesNotContain(network.Headers, headers => headers.Contains("Key", StringComparison.OrdinalIgnoreCase));
        Assert.Single(_clock.Waits);
    }

    [Fact]
    public async Task A_key_that_an_answer_quotes_is_taken_out_wherever_it_lies()
    {
        const string Key = "sandbox-secret-7Kq";
        Random random = new(5);
        for (int i = 0; i < 200; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => $"{new string('s', random.Next(4))}{Begin()}{Key}"));
            string whole = new string('x', random.Next(40_000)) + text + Begin();
            ScriptedHandler network = new(ScriptedHandler.Respond(200, whole, and: response => response.Headers.Add("X-Request-Id", $"r-{Key}")));
            ApiResult<string> result = await RunAsync(network, Post(Idempotency.Keyed), options: Options(network) with { Key = new ApiKey(Key) });

            Assert.Equal(whole.Replace(Key, "(hidden)", StringComparison.Ordinal), result.Value);
            Assert.Equal("r-(hidden)", result.RequestId);
        }

        string Begin() => new([.. Key.Take(random.Next(Key.Length))]);
    }

    [Fact]
    public async Task Requests_to_this_machine_use_no_proxy()
    {
        await using Live.TestSandbox sandbox = await Live.TestSandbox.StartAsync();
        Uri dead;
        using (Live.TestListener listener = new()) dead = listener.Uri;
        using HttpClientHandler primary = new() { Proxy = new RemoteProxy(() => new WebProxy(dead)) };
        PhotaClient client = new(new PhotaClientOptions(new ApiKey("sandbox-proxy")) { BaseUri = sandbox.BaseUri, PrimaryHandler = primary });
        Assert.Single(await client.EnhanceAsync(sandbox.Enhance()));

        using HttpClient http = new(primary, disposeHandler: false);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri("http://storage.example/")));
        Assert.All(["http://localhost:1", "http://127.0.0.9:1", "http://[::1]:1"], url => Assert.True(new RemoteProxy(() => new WebProxy(dead)).IsBypassed(new Uri(url))));
    }

    public void Dispose() => _folder.Dispose();

    private static Step[] Steps(string ending) => [.. ending.Split([", then "], StringSplitOptions.None).Select(step => step switch
    {
        "no connection" => ScriptedHandler.Unreachable,
        "no connection in time" => ScriptedHandler.ConnectTimeout,
        "connection lost within the upload" => ScriptedHandler.LoseUpload,
        "connection lost before the answer" or "connection lost" => ScriptedHandler.Lose,
        "answer broken off" => ScriptedHandler.BreakOff,
        "answer without sense" => ScriptedHandler.Respond(200, "<html>"),
        "time over before it was sent" => ScriptedHandler.HangBefore,
        "time over before the answer" => ScriptedHandler.HangAfter,
        "throttled" => ScriptedHandler.Respond(429),
        "throttled by 503" => ScriptedHandler.Respond(503, retryAfter: TimeSpan.FromSeconds(1)),
        "400 moderation" => ScriptedHandler.Respond(400, Moderated),
        _ when step.EndsWith(" for an hour", StringComparison.Ordinal) => ScriptedHandler.Respond(int.Parse(step.Split(' ')[0], null), retryAfter: TimeSpan.FromHours(1)),
        _ => (Step)ScriptedHandler.Respond(int.Parse(step, null)),
    })];

    private static Step Part(byte[] image, int from, int sent) => (_, _) =>
    {
        HttpResponseMessage response = new(from == 0 ? HttpStatusCode.OK : HttpStatusCode.PartialContent)
        {
            Content = new ByteArrayContent(image, from, sent),
        };
        response.Content.Headers.ContentLength = image.Length - from;
        if (from > 0) response.Content.Headers.ContentRange = new(from, image.Length - 1, image.Length);
        return Task.FromResult(response);
    };

    private Action<HttpResponseMessage> ComeAtOnce(bool isDate) => response =>
        response.Headers.RetryAfter = isDate ? new(_clock.GetUtcNow().AddHours(-1)) : new(TimeSpan.Zero);

    private static ApiCall<string> Post(Idempotency idempotency) => new(HttpMethod.Post, "/v1/phota/generate", ReadAsync)
    {
        Body = new GenerateRequest { Prompt = "a fox" }.ToBody(),
        Idempotency = idempotency,
    };

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken stop)
    {
        string text = Encoding.UTF8.GetString((await SmallBody.ReadAsync(response, stop)).ToArray());
        return text[0] == '<' ? throw new PhotaException(PhotaErrorKind.Response, "Not JSON.") : text;
    }

    private async Task<ApiResult<string>> RunAsync(
        ScriptedHandler network, ApiCall<string> call, TimeSpan? timeout = null, string ending = "", PhotaClientOptions? options = null)
    {
        Task<ApiResult<string>> running = Transport(options ?? Options(network)).TrySendAsync(call, timeout ?? TestClock.Deadline, default);
        if (!ending.Contains("time over", StringComparison.Ordinal)) return await _clock.RunAsync(running);

        // All but the last step are over when the last one hangs.
        int steps = Steps(ending).Length;
        await _clock.RunAsync(Task.Run(async () =>
        {
            while (!running.IsCompleted && network.Urls.Count < steps) await Task.Yield();
        }));
        _clock.Advance(TestClock.Deadline);
        return await _clock.RunAsync(running);
    }

    private PhotaClientOptions Options(ScriptedHandler network) => new(new ApiKey("sandbox-scripted"))
    {
        BaseUri = new Uri($"https://{Guid.NewGuid():N}.example"),
        PrimaryHandler = network,
        TimeProvider = _clock,
    };

    private static Transport Transport(PhotaClientOptions options)
    {
        Account account = Account.For(options.BaseUri, options.Key, options.TimeProvider);
        return new(HttpPipeline.ForApi(options, account.RateLimiter), _ => account.Gate, options.TimeProvider, options.OnRetry);
    }

    private Task<PhotaImage> DownloadAsync(ScriptedHandler network, TimeSpan timeout) => new ImageDownloader(new Uri("https://api.example"), network, _clock, null, null).SaveAsync(
        new PhotaImage { Operation = "edit", DownloadUri = new Uri("https://storage.example/1?signature=x") },
        new OutputTarget(_folder.Path, "dog.png", Overwrite: false),
        timeout);
}

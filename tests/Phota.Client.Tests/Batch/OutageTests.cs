using System.Net.Sockets;
using Phota.Tests.Http;
using Phota.Tests.Live;

namespace Phota.Tests.Batches;

/// <summary>A network that goes away within a batch and comes back. On the fast clock a loaded machine's pauses are long, so nothing runs beside it.</summary>
[Collection("alone")]
public sealed class OutageTests
{
    [Fact]
    public async Task A_batch_waits_for_the_network_and_goes_on()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        FastClock clock = new();
        using FailingNetwork network = new(clock, TimeSpan.FromSeconds(22), [60, 200]);
        TestBatch batch = new(sandbox) { Clock = clock, PrimaryHandler = network, Timeout = TimeSpan.FromMinutes(10), ThrottleLimit = 16 };
        TestRun run = await batch.RunAsync(sandbox.Photos(120));

        Assert.Empty(run.Errors);
        Assert.Equal((120, 120), (run.Count(ImageOrigin.New), await sandbox.ChargesAsync()));
        Assert.Equal(2, network.Outages);
        Assert.True(network.Resets >= 2, "Each time at least one answer was under way.");
    }

    [Fact]
    public async Task A_wait_for_a_job_does_not_count_the_time_without_a_network()
    {
        const string Running = """{"job_id":"job-1","status":"running"}""";
        Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> gone = ScriptedHandler.Unreachable, running = ScriptedHandler.Respond(200, Running);
        ScriptedHandler network = new(
            running, gone, gone, gone, gone, gone, gone, running, gone, gone, gone, gone, gone, gone,
            ScriptedHandler.Respond(200, """{"job_id":"job-1","status":"succeeded","result":{"images":[],"download_urls":["https://storage.example/1"]}}"""));
        TestClock clock = new(tooLong: TimeSpan.FromSeconds(100));
        PhotaClient client = new(new PhotaClientOptions(new ApiKey("sandbox-scripted"))
        {
            BaseUri = new Uri("https://job-outage.example"),
            PrimaryHandler = network,
            TimeProvider = clock,
        });
        long start = clock.GetTimestamp();
        PhotaJob job = await clock.RunAsync(client.WaitForJobAsync(new PhotaJob { JobId = "job-1", Status = PhotaJobStatus.Queued }, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(100)));

        Assert.True(job.IsDone);
        Assert.InRange(clock.GetElapsedTime(start).TotalSeconds, 2 * (1 + 2 + 4 + 8 + 16 + 30), 130);
    }

    /// <summary>A clock on which a second of the machine's is a quarter of a minute, for waits and for what happens meanwhile.</summary>
    private sealed class FastClock : TimeProvider
    {
        private const int Speed = 15;

        private readonly DateTimeOffset _start = System.GetUtcNow();
        private readonly long _started = System.GetTimestamp();

        public override DateTimeOffset GetUtcNow() => _start + TimeSpan.FromTicks(System.GetElapsedTime(_started).Ticks * Speed);

        public override long GetTimestamp() => (System.GetTimestamp() - _started) * Speed;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new Timer(System.CreateTimer(callback, state, Shorter(dueTime), Shorter(period)));

        private static TimeSpan Shorter(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : TimeSpan.FromTicks(time.Ticks / Speed);

        private sealed class Timer(ITimer timer) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(Shorter(dueTime), Shorter(period));

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }

    /// <summary>Goes away during certain requests, and comes back after some time: no connection can be made, and answers under way do not arrive.</summary>
    private sealed class FailingNetwork(TimeProvider clock, TimeSpan length, int[] during) : DelegatingHandler(new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        private readonly object _lock = new();
        private int _requests;
        private long? _goneSince;

        public int Outages { get; private set; }

        public int Resets { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            bool isCutOff = false;
            lock (_lock)
            {
                if (_goneSince is { } since && clock.GetElapsedTime(since) >= length) _goneSince = null;
                if (_goneSince is null && during.Contains(++_requests))
                {
                    _goneSince = clock.GetTimestamp();
                    Outages++;
                    isCutOff = true;
                }

                if (_goneSince is not null && !isCutOff) throw new HttpRequestException("No connection", new SocketException((int)SocketError.NetworkUnreachable));
            }

            HttpResponseMessage response = await base.SendAsync(request, cancellationToken);
            lock (_lock)
            {
                if (_goneSince is null && !isCutOff) return response;
                Resets++;
                response.Dispose();
                throw new HttpRequestException("Lost", new SocketException((int)SocketError.ConnectionReset));
            }
        }
    }
}

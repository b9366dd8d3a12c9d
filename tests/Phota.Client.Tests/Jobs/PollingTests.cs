// On .NET Framework a wait that is over goes on in another thread, and the clock would run ahead of it.
#if !NETFRAMEWORK
using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Phota.Tests.Jobs;

public sealed class PollingTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Hundreds_of_jobs_in_flight_come_to_nine_tenths_of_what_the_service_could_give()
    {
        const int InFlight = 256;
        const int Rounds = 8;
        JobService service = new(_clock, TimeSpan.FromSeconds(45));
        PhotaClient client = Client(service);
        int done = 0;
        long start = _clock.GetTimestamp();
        await RunAsync(() => Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => WorkAsync())), TimeSpan.FromMilliseconds(5));

        double ideal = Rounds * 45;
        double took = _clock.GetElapsedTime(start).TotalSeconds;
        Assert.Equal(InFlight * Rounds, done);
        Assert.True(took < ideal / 0.9, $"{took} s instead of {ideal} s");
        Assert.True(service.Polls < 4 * done, $"{service.Polls} polls for {done} jobs");

        async Task WorkAsync()
        {
            for (int i = 0; i < Rounds; i++)
            {
                PhotaJob job = await client.SubmitAsync(new GenerateRequest { Prompt = "a lake" });
                Assert.True((await client.WaitForJobAsync(job, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10))).IsDone);
                Interlocked.Increment(ref done);
            }
        }
    }

    [Fact]
    public async Task A_job_that_takes_far_less_than_those_before_is_asked_after_within_half_the_timeout()
    {
        JobService service = new(_clock, TimeSpan.FromMinutes(8));
        PhotaClient client = Client(service);
        await WaitAsync(TimeSpan.FromMinutes(20));
        service.Takes = TimeSpan.FromSeconds(1);

        long start = _clock.GetTimestamp();
        await WaitAsync(TimeSpan.FromMinutes(1));
        Assert.InRange(_clock.GetElapsedTime(start).TotalSeconds, 1, 31);

        async Task WaitAsync(TimeSpan timeout)
        {
            PhotaJob job = await client.SubmitAsync(new GenerateRequest { Prompt = "a lake" });
            await RunAsync(() => client.WaitForJobAsync(job, TimeSpan.FromSeconds(1), timeout), TimeSpan.FromMilliseconds(100));
        }
    }

    [Fact]
    public async Task A_slow_first_job_delays_only_the_next_few()
    {
        const int InFlight = 16;
        const int Rounds = 8;
        JobService service = new(_clock, TimeSpan.FromSeconds(60));
        PhotaClient client = Client(service);
        await RunAsync(WaitAsync, TimeSpan.FromMilliseconds(100));
        service.Takes = TimeSpan.FromSeconds(10);

        long start = _clock.GetTimestamp();
        await RunAsync(() => Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => WaitForAllAsync())), TimeSpan.FromMilliseconds(10));
        Assert.InRange(_clock.GetElapsedTime(start).TotalSeconds, Rounds * 10, (Rounds * 10) + 30);

        async Task WaitForAllAsync()
        {
            for (int i = 0; i < Rounds; i++) await WaitAsync();
        }

        async Task WaitAsync()
        {
            PhotaJob job = await client.SubmitAsync(new GenerateRequest { Prompt = "a lake" });
            await client.WaitForJobAsync(job, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        }
    }

    // On a thread without a context, all that waits goes on within the clock's advance, and the clock cannot run ahead.
    private Task RunAsync(Func<Task> start, TimeSpan step) => Task.Run(async () =>
    {
        Task task = start();
        while (!task.IsCompleted) _clock.Advance(step);
        await task;
    });

    private PhotaClient Client(HttpMessageHandler service) =>
        new(new PhotaClientOptions(new ApiKey("key")) { BaseUri = new("http://127.0.0.1:9"), PrimaryHandler = service, TimeProvider = _clock });

    /// <summary>A service whose jobs all take the same time.</summary>
    private sealed class JobService(TimeProvider clock, TimeSpan takes) : HttpMessageHandler
    {
        private readonly List<long> _submitted = [];

        public TimeSpan Takes { get; set; } = takes;

        public int Polls { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Content is not null) await request.Content.CopyToAsync(Stream.Null, cancellationToken);
            lock (_submitted)
            {
                if (request.Method == HttpMethod.Post)
                {
                    _submitted.Add(clock.GetTimestamp());
                    return Answer($$"""{"job_id":"{{_submitted.Count - 1}}","status":"queued"}""");
                }

                Polls++;
                string id = request.RequestUri!.Segments[^1];
                bool isDone = clock.GetElapsedTime(_submitted[int.Parse(id)]) >= Takes;
                string result = """{"images":[],"download_urls":["https://storage.example/1.jpg"],"known_subjects":{"counts":{} } }""";
                return Answer($$"""{"job_id":"{{id}}","status":"{{(isDone ? "succeeded" : "running")}}","result":{{(isDone ? result : "null")}} }""");
            }
        }

        private static HttpResponseMessage Answer(string json) => new(HttpStatusCode.OK) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(json)) };
    }
}
#endif

using System.Net.Sockets;
using Phota.Tests.Live;
using Phota.Tests.Stories;

namespace Phota.Tests.Batches;

/// <summary>A network that goes away within a batch and comes back.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task A_batch_waits_for_the_network_and_goes_on()
    {
        await using TestSandbox sandbox = await TestSandbox.StartAsync();
        SkippingClock clock = new();
        using FailingNetwork network = new(clock, TimeSpan.FromSeconds(22), [60, 200]);
        TestBatch batch = new(sandbox) { Clock = clock, PrimaryHandler = network, Timeout = TimeSpan.FromMinutes(10), ThrottleLimit = 16 };
        TestRun run = await batch.RunAsync(sandbox.Photos(120));

        Assert.Empty(run.Errors);
        Assert.Equal((120, 120), (run.Count(ImageOrigin.New), await sandbox.ChargesAsync()));
        Assert.Equal(2, network.Outages);
        Assert.True(network.Refused > 2, $"{network.Refused} requests met the outages.");
    }

    /// <summary>Goes away before certain requests, and comes back after some time.</summary>
    private sealed class FailingNetwork(TimeProvider clock, TimeSpan length, int[] before) : DelegatingHandler(new HttpClientHandler { AllowAutoRedirect = false, UseProxy = false })
    {
        private readonly object _lock = new();
        private int _requests;
        private long? _goneSince;

        public int Outages { get; private set; }

        public int Refused { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                if (_goneSince is { } since && clock.GetElapsedTime(since) >= length) _goneSince = null;
                if (_goneSince is null && before.Contains(++_requests))
                {
                    _goneSince = clock.GetTimestamp();
                    Outages++;
                }

                if (_goneSince is not null)
                {
                    Refused++;
                    throw new HttpRequestException("No connection", new SocketException((int)SocketError.NetworkUnreachable));
                }
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}

using Microsoft.Extensions.Time.Testing;

namespace Phota.Tests.Http;

public sealed class AdaptiveRateLimiterTests
{
    private static readonly TimeSpan s_never = Timeout.InfiniteTimeSpan;

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task A_throttled_answer_closes_it_for_all_and_it_reopens_one_by_one()
    {
        AdaptiveRateLimiter limiter = new(_clock, s_never);
        int[] permits = [await limiter.AcquireAsync(default), await limiter.AcquireAsync(default), await limiter.AcquireAsync(default), await limiter.AcquireAsync(default)];
        limiter.ReleaseThrottled(permits[0], TimeSpan.FromMilliseconds(600));
        limiter.ReleaseThrottled(permits[1], TimeSpan.FromMilliseconds(10));
        limiter.Release(permits[2], succeeded: true);
        limiter.Release(permits[3], succeeded: false);

        Task<int>[] waiting = [.. Enumerable.Range(0, 4).Select(_ => limiter.AcquireAsync(default))];
        Assert.All(waiting, task => Assert.False(task.IsCompleted));

        _clock.Advance(TimeSpan.FromMilliseconds(599));
        Assert.All(waiting, task => Assert.False(task.IsCompleted));
        _clock.Advance(TimeSpan.FromMilliseconds(2));
        int first = await waiting[0];
        Assert.Equal(TimeSpan.Zero, limiter.PausedFor);
        Assert.All(waiting[1..], task => Assert.False(task.IsCompleted));

        limiter.Release(first, succeeded: true);
        await Task.WhenAll(waiting[1], waiting[2]);
        Assert.False(waiting[3].IsCompleted);
        limiter.Release(await waiting[1], succeeded: true);
        await waiting[3];
    }

    [Fact]
    public async Task A_success_from_before_it_pauses_does_not_widen_it()
    {
        AdaptiveRateLimiter limiter = new(_clock, s_never);
        int[] permits = [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => limiter.AcquireAsync(default)))];
        limiter.ReleaseThrottled(permits[0], TimeSpan.FromMilliseconds(10));
        foreach (int permit in permits[1..]) limiter.Release(permit, succeeded: true);

        Task<int>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => limiter.AcquireAsync(default))];
        _clock.Advance(limiter.PausedFor + TimeSpan.FromMilliseconds(1));
        await waiting[0];
        Assert.All(waiting[1..], task => Assert.False(task.IsCompleted));
    }

    [Fact]
    public async Task A_failure_does_not_widen_it()
    {
        AdaptiveRateLimiter limiter = new(_clock, s_never);
        int[] permits = [await limiter.AcquireAsync(default), await limiter.AcquireAsync(default)];
        limiter.ReleaseThrottled(permits[0], null);
        limiter.Release(permits[1], succeeded: false);

        Task<int>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => limiter.AcquireAsync(default))];
        _clock.Advance(limiter.PausedFor + TimeSpan.FromMilliseconds(1));
        limiter.Release(await waiting[0], succeeded: false);
        await waiting[1];
        Assert.False(waiting[2].IsCompleted);
    }

    [Fact]
    public async Task It_widens_too_while_nothing_is_refused_so_that_a_slow_call_holds_none_up()
    {
        TestClock clock = new();
        AdaptiveRateLimiter limiter = new(clock);
        int[] permits = [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => limiter.AcquireAsync(default)))];
        limiter.ReleaseThrottled(permits[0], null);

        // None of the others ever gives its permit back.
        await clock.RunAsync(Task.WhenAll(Enumerable.Range(0, 4).Select(_ => limiter.AcquireAsync(default))));
    }

    [Fact]
    public async Task A_call_that_is_repeated_waits_behind_those_that_wait()
    {
        AdaptiveRateLimiter limiter = new(_clock, s_never);
        int permit = await limiter.AcquireAsync(default);
        int other = await limiter.AcquireAsync(default);
        limiter.ReleaseThrottled(permit, null);
        limiter.Release(other, succeeded: false);
        Task<int> waiting = limiter.AcquireAsync(default);
        Task<int> repeated = limiter.AcquireAsync(default);

        _clock.Advance(limiter.PausedFor + TimeSpan.FromMilliseconds(1));
        await waiting;
        Assert.False(repeated.IsCompleted);
    }

    [Fact]
    public async Task A_service_that_says_come_at_once_again_and_again_is_asked_ever_less_often()
    {
        AdaptiveRateLimiter limiter = new(_clock, s_never);
        List<TimeSpan> pauses = [];
        for (int i = 0; i < 4; i++)
        {
            limiter.ReleaseThrottled(await limiter.AcquireAsync(default), TimeSpan.Zero);
            pauses.Add(limiter.PausedFor);
            _clock.Advance(limiter.PausedFor + TimeSpan.FromMilliseconds(1));
        }

        // At most 250 ms the first time, and at least a second the fourth.
        Assert.True(pauses[0] > TimeSpan.Zero);
        Assert.True(pauses[3] > pauses[0]);
    }

    [Fact]
    public async Task A_pause_may_be_longer_than_a_timer_can_wait()
    {
        TestClock clock = new(TimeSpan.MaxValue);
        AdaptiveRateLimiter limiter = new(clock, s_never);
        limiter.ReleaseThrottled(await limiter.AcquireAsync(default), TimeSpan.FromDays(400));
        long start = clock.GetTimestamp();
        await clock.RunAsync(limiter.AcquireAsync(default));

        Assert.InRange(clock.GetElapsedTime(start), TimeSpan.FromDays(400), TimeSpan.FromDays(400.1));
        Assert.InRange(clock.Waits.Max(), TimeSpan.Zero, TimeSpan.FromDays(24));
    }

    [Fact]
    public async Task Waiting_for_it_can_be_cancelled_and_takes_no_place()
    {
        AdaptiveRateLimiter limiter = new(_clock, s_never);
        limiter.ReleaseThrottled(await limiter.AcquireAsync(default), TimeSpan.FromSeconds(2));
        using CancellationTokenSource stop = new();
        Task cancelled = limiter.AcquireAsync(stop.Token);
        Task other = limiter.AcquireAsync(default);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _clock.Advance(TimeSpan.FromSeconds(3));
        await other;
    }

    [Fact]
    public void One_account_has_one_rate_limiter()
    {
        Uri host = new("https://one.example");
        Assert.Same(Account.For(host, new ApiKey("k1"), TimeProvider.System), Account.For(host, new ApiKey("k1"), TimeProvider.System));
        Assert.NotSame(Account.For(host, new ApiKey("k1"), TimeProvider.System), Account.For(host, new ApiKey("k2"), TimeProvider.System));
        Assert.NotSame(Account.For(host, new ApiKey("k1"), TimeProvider.System), Account.For(new Uri("https://two.example"), new ApiKey("k1"), TimeProvider.System));
    }
}

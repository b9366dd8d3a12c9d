using Microsoft.Extensions.Time.Testing;
using Phota.Tests.Http;

namespace Phota.Tests.Jobs;

public sealed class PollPacerTests
{
    [Fact]
    public async Task A_caller_that_gives_up_holds_none_up()
    {
        FakeTimeProvider clock = new();
        PollPacer pacer = new(clock, () => 0);
        await pacer.WaitTurnAsync(default);
        using CancellationTokenSource stop = new();
        Task[] waiting = [.. Enumerable.Range(0, 1000).Select(_ => pacer.WaitTurnAsync(stop.Token))];
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));

        Task next = pacer.WaitTurnAsync(default);
        clock.Advance(TimeSpan.FromMilliseconds(100));
        await next.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Turns_begin_ten_a_second_and_come_ever_faster_to_two_hundred()
    {
        TestClock clock = new();
        PollPacer pacer = new(clock, () => 0);
        await clock.RunAsync(Task.WhenAll(Enumerable.Range(0, 200).Select(_ => pacer.WaitTurnAsync(default))));
        double[] gaps = [.. clock.Waits.Select(wait => wait.TotalMilliseconds)];
        Assert.Equal(199, gaps.Length);
        Assert.InRange(gaps[0], 90, 100);
        Assert.Equal(gaps.OrderByDescending(gap => gap), gaps);
        Assert.Equal(5, gaps[^1]);
    }

    [Fact]
    public async Task A_service_that_throttles_is_asked_half_as_often()
    {
        TestClock clock = new();
        int pauses = 0;
        PollPacer pacer = new(clock, () => pauses);
        await pacer.WaitTurnAsync(default);
        await clock.RunAsync(pacer.WaitTurnAsync(default));
        pauses++;
        await clock.RunAsync(pacer.WaitTurnAsync(default));
        await clock.RunAsync(pacer.WaitTurnAsync(default));
        Assert.InRange(clock.Waits[^1].TotalMilliseconds, 1.9 * clock.Waits[0].TotalMilliseconds, 2 * clock.Waits[0].TotalMilliseconds);
        for (int i = 0; i < 10; i++)
        {
            pauses++;
            await clock.RunAsync(pacer.WaitTurnAsync(default));
        }

        Assert.Equal(TimeSpan.FromSeconds(1), clock.Waits[^1]);
    }

    [Fact]
    public async Task A_thing_of_an_unknown_kind_is_asked_after_less_and_less_often()
    {
        TestClock clock = new();
        int asked = 0;
        await clock.RunAsync(PollLoop.RunAsync(_ => Task.FromResult(++asked), count => count == 7, new PollPacer(clock, () => 0), new(TimeSpan.FromSeconds(4)), () => default, clock, default));

        Assert.Equal([4, 6, 9, 13.5, 20.25, 30], clock.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public void A_thing_of_a_known_kind_is_asked_after_when_it_may_be_done_and_then_as_often_as_that_is_worth()
    {
        PollSchedule schedule = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(40));
        Assert.Equal(TimeSpan.FromSeconds(30), schedule.First(TimeSpan.FromSeconds(10)));
        Assert.Equal(TimeSpan.Zero, schedule.First(TimeSpan.FromSeconds(50)));
        Assert.Equal(TimeSpan.FromSeconds(1), schedule.Next(TimeSpan.FromSeconds(10)));
        Assert.Equal(TimeSpan.FromSeconds(2), schedule.Next(TimeSpan.FromSeconds(40)));
        Assert.Equal(TimeSpan.FromSeconds(30), schedule.Next(TimeSpan.FromHours(1)));
    }
}

using Microsoft.Extensions.Time.Testing;
using Phota.Tests.Http;

namespace Phota.Tests.Jobs;

public sealed class PollPacerTests
{
    [Fact]
    public async Task A_caller_that_gives_up_holds_none_up()
    {
        FakeTimeProvider clock = new();
        PollPacer pacer = new(clock);
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
    public async Task Turns_come_ten_a_second()
    {
        TestClock clock = new();
        PollPacer pacer = new(clock);
        await clock.RunAsync(Task.WhenAll(Enumerable.Range(0, 5).Select(_ => pacer.WaitTurnAsync(default))));
        Assert.Equal([100, 100, 100, 100], clock.Waits.Select(wait => wait.TotalMilliseconds));
    }

    [Fact]
    public async Task The_same_thing_is_asked_after_less_and_less_often()
    {
        TestClock clock = new();
        int asked = 0;
        await clock.RunAsync(PollLoop.RunAsync(_ => Task.FromResult(++asked), count => count == 7, new PollPacer(clock), TimeSpan.FromSeconds(4), clock, default));

        Assert.Equal([4, 6, 9, 13.5, 20.25, 30], clock.Waits.Select(wait => wait.TotalSeconds));
    }
}

namespace Phota.Tests.Jobs;

public sealed class PollPacerTests
{
    // At ten turns a second, those who gave up would take a hundred seconds.
    [Fact(Timeout = 30_000)]
    public async Task Who_gives_up_waiting_holds_nobody_up()
    {
        PollPacer pacer = new(TimeProvider.System);
        using CancellationTokenSource stop = new();
        Task[] waiting = [.. Enumerable.Range(0, 1000).Select(_ => pacer.WaitTurnAsync(stop.Token))];
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));

        await pacer.WaitTurnAsync(default);
    }

    [Fact]
    public async Task Turns_come_in_the_order_of_asking()
    {
        PollPacer pacer = new(TimeProvider.System);
        List<int> order = [];
        await Task.WhenAll(Enumerable.Range(0, 5).Select(async number =>
        {
            await pacer.WaitTurnAsync(default);
            order.Add(number);
        }));

        Assert.Equal([0, 1, 2, 3, 4], order);
    }
}

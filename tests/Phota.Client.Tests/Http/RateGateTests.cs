namespace Phota.Tests.Http;

public sealed class RateGateTests
{
    private static readonly TimeSpan s_never = Timeout.InfiniteTimeSpan;

    [Fact]
    public async Task A_throttled_answer_closes_it_for_all_and_it_reopens_one_by_one()
    {
        RateGate gate = new(s_never);
        int[] tickets = [await gate.EnterAsync(default), await gate.EnterAsync(default), await gate.EnterAsync(default), await gate.EnterAsync(default)];
        gate.LeaveThrottled(tickets[0], TimeSpan.FromMilliseconds(600));
        gate.LeaveThrottled(tickets[1], TimeSpan.FromMilliseconds(10));
        gate.Leave(tickets[2], succeeded: true);
        gate.Leave(tickets[3], succeeded: false);

        Task<int>[] waiting = [.. Enumerable.Range(0, 4).Select(_ => gate.EnterAsync(default))];
        Assert.All(waiting, task => Assert.False(task.IsCompleted));

        int first = await waiting[0];
        Assert.Equal(TimeSpan.Zero, gate.OpensIn);
        Assert.All(waiting[1..], task => Assert.False(task.IsCompleted));

        gate.Leave(first, succeeded: true);
        await Task.WhenAll(waiting[1], waiting[2]);
        Assert.False(waiting[3].IsCompleted);
        gate.Leave(await waiting[1], succeeded: true);
        await waiting[3];
    }

    [Fact]
    public async Task A_success_from_before_it_closed_does_not_widen_it()
    {
        RateGate gate = new(s_never);
        int[] tickets = [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gate.EnterAsync(default)))];
        gate.LeaveThrottled(tickets[0], TimeSpan.FromMilliseconds(10));
        foreach (int ticket in tickets[1..]) gate.Leave(ticket, succeeded: true);

        Task<int>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => gate.EnterAsync(default))];
        await waiting[0];
        Assert.All(waiting[1..], task => Assert.False(task.IsCompleted));
    }

    [Fact]
    public async Task A_failure_does_not_widen_it()
    {
        RateGate gate = new(s_never);
        int[] tickets = [await gate.EnterAsync(default), await gate.EnterAsync(default)];
        gate.LeaveThrottled(tickets[0], null);
        gate.Leave(tickets[1], succeeded: false);

        Task<int>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => gate.EnterAsync(default))];
        gate.Leave(await waiting[0], succeeded: false);
        await waiting[1];
        Assert.False(waiting[2].IsCompleted);
    }

    [Fact]
    public async Task It_widens_too_while_nothing_is_refused_so_that_a_slow_call_holds_nobody_up()
    {
        RateGate gate = new(TimeSpan.FromMilliseconds(1));
        int[] tickets = [.. await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => gate.EnterAsync(default)))];
        gate.LeaveThrottled(tickets[0], null);

        // None of the others ever leaves.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => gate.EnterAsync(default))).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Whoever_is_sent_back_goes_behind_those_who_wait()
    {
        RateGate gate = new(s_never);
        int ticket = await gate.EnterAsync(default);
        int other = await gate.EnterAsync(default);
        gate.LeaveThrottled(ticket, null);
        gate.Leave(other, succeeded: false);
        Task<int> waiting = gate.EnterAsync(default);
        Task<int> sentBack = gate.EnterAsync(default);

        await waiting;
        Assert.False(sentBack.IsCompleted);
    }

    [Fact]
    public async Task A_service_that_says_come_at_once_again_and_again_is_asked_ever_less_often()
    {
        RateGate gate = new(s_never);
        List<TimeSpan> closed = [];
        for (int i = 0; i < 4; i++)
        {
            gate.LeaveThrottled(await gate.EnterAsync(default), TimeSpan.Zero);
            closed.Add(gate.OpensIn);
        }

        // At most 250 ms the first time, and at least a second the fourth.
        Assert.True(closed[0] > TimeSpan.Zero);
        Assert.True(closed[3] > closed[0]);
    }

    [Fact]
    public async Task It_may_be_told_to_stay_closed_longer_than_a_timer_can_wait()
    {
        RateGate gate = new(s_never);
        gate.LeaveThrottled(await gate.EnterAsync(default), TimeSpan.FromDays(400));
        Assert.True(gate.OpensIn > TimeSpan.FromDays(399));
        Assert.False(gate.EnterAsync(default).IsCompleted);
    }

    [Fact]
    public async Task Waiting_for_it_can_be_cancelled_and_takes_no_place()
    {
        RateGate gate = new(s_never);
        gate.LeaveThrottled(await gate.EnterAsync(default), TimeSpan.FromSeconds(2));
        using CancellationTokenSource stop = new();
        Task cancelled = gate.EnterAsync(stop.Token);
        Task other = gate.EnterAsync(default);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await other;
    }

    [Fact]
    public void One_account_has_one_gate()
    {
        Uri host = new("https://one.example");
        Assert.Same(Account.For(host, new ApiKey("k1")), Account.For(host, new ApiKey("k1")));
        Assert.NotSame(Account.For(host, new ApiKey("k1")), Account.For(host, new ApiKey("k2")));
        Assert.NotSame(Account.For(host, new ApiKey("k1")), Account.For(new Uri("https://two.example"), new ApiKey("k1")));
    }
}

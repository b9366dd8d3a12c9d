namespace Phota.Tests.Batches;

public sealed class BatchTests
{
    [Fact]
    public void Ordered_outcomes_come_in_the_order_of_their_inputs()
    {
        List<object> delivered = [];
        using Batch batch = new(3, outcome => delivered.Add(outcome.Input), () => { }, new(), ordered: true);
        TaskCompletionSource first = new();
        Add(batch, 0, async stop => { await first.Task.WaitAsync(stop); });
        Add(batch, 1, _ => Task.CompletedTask);
        Add(batch, 2, async stop => { first.SetResult(); await Task.Yield(); });
        for (int i = 3; i < 40; i++) Add(batch, i, async stop => { await Task.Yield(); });
        batch.Complete();

        Assert.Equal(Enumerable.Range(0, 40).Cast<object>(), delivered);
    }

    [Fact]
    public void Unordered_outcomes_do_not_wait_for_a_slow_one()
    {
        List<object> delivered = [];
        TaskCompletionSource slow = new();
        using Batch batch = new(2, Deliver, () => { }, new());
        Add(batch, "slow", async stop => { await slow.Task.WaitAsync(stop); });
        for (int i = 0; i < 20; i++) Add(batch, i, _ => Task.CompletedTask);
        batch.Complete();

        Assert.Equal("slow", delivered[^1]);

        void Deliver(BatchOutcome outcome)
        {
            delivered.Add(outcome.Input);
            if (delivered.Count == 20) slow.SetResult();
        }
    }

    [Fact]
    public void What_waits_behind_a_slow_one_is_bounded_and_counted_as_done()
    {
        const int Limit = 2;
        int begun = 0, begunWhenFull = 0;
        TaskCompletionSource slow = new();
        BatchProgress? progress = null;
        int doneWhenFull = 0;
        using Batch batch = new(Limit, _ => { }, Full, new(), ordered: true);
        progress = batch.Progress;
        Add(batch, 0, async stop => { await slow.Task.WaitAsync(stop); });
        for (int i = 1; i < 50; i++) Add(batch, i, stop => { Interlocked.Increment(ref begun); return Task.CompletedTask; });
        batch.Complete();

        Assert.Equal(49, begun);
        Assert.InRange(begunWhenFull, Limit, (4 * Limit) - 1);
        Assert.Equal(begunWhenFull, doneWhenFull);

        // Called only while the batch waits: with the slow one unfinished, that is when no more may run ahead of it.
        void Full()
        {
            if (slow.Task.IsCompleted) return;
            (begunWhenFull, doneWhenFull) = (Volatile.Read(ref begun), progress!.Done);
            slow.SetResult();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void After_a_fatal_error_nothing_is_submitted_and_what_runs_is_delivered(bool ordered)
    {
        TaskCompletionSource slow = new();
        List<BatchOutcome> delivered = [];
        Batch? batch = null;
        using Batch made = batch = new(2, delivered.Add, FinishSlow, new(), ordered);
        Add(batch, "slow", async stop => { await slow.Task.WaitAsync(stop); });
        Add(batch, "refused", stop => throw new PhotaException(PhotaErrorKind.Authentication, "no") { IsFatal = true });

        bool ran = false;
        Add(batch, "next", _ => { ran = true; return Task.CompletedTask; });
        batch.Complete();
        Assert.False(ran);
        Assert.Equal("no", batch.Ending?.Message);
        Assert.Equal(["next", "refused"], batch.Left.Order());
        Assert.Contains(delivered, outcome => (string)outcome.Input == "slow");
        Assert.All(delivered, outcome => Assert.Equal(outcome.Input is "refused", outcome.Error is { IsFatal: true }));
        Assert.Equal((3, 3, 1), (batch.Progress.Started, batch.Progress.Done, batch.Progress.Failed));

        void FinishSlow()
        {
            if (batch!.Ending is not null) slow.TrySetResult();
        }
    }

    [Fact]
    public void An_error_of_one_input_is_its_outcome_and_the_rest_goes_on()
    {
        List<BatchOutcome> delivered = [];
        using Batch batch = new(1, delivered.Add, () => { }, new(), ordered: true);
        Add(batch, "bad", stop => throw new PhotaException(PhotaErrorKind.Moderation, "no"));
        Add(batch, "good", _ => Task.CompletedTask);
        batch.Complete();

        Assert.Equal(["bad", "good"], delivered.Select(outcome => outcome.Input));
        Assert.Equal("no", delivered[0].Error?.Message);
        Assert.Equal((2, 2, 1), (batch.Progress.Started, batch.Progress.Done, batch.Progress.Failed));
    }

    [Theory]
    [InlineData(PhotaErrorKind.Budget, true, true)]
    [InlineData(PhotaErrorKind.Budget, false, false)]
    [InlineData(PhotaErrorKind.InsufficientCredit, true, false)]
    public void At_the_end_of_a_budget_what_may_be_free_goes_on(PhotaErrorKind end, bool isFree, bool runs)
    {
        using Batch batch = new(1, _ => { }, () => { }, new());
        batch.End(new PhotaException(end, "no more") { IsFatal = true });
        bool ran = false;
        batch.Add("next", _ => { ran = true; return Task.FromResult(new BatchOutcome("next", [], null)); }, isFree);
        batch.Complete();
        Assert.Equal((runs, runs ? 0 : 1), (ran, batch.Left.Count));
    }

    [Fact]
    public void Costs_and_failures_are_counted()
    {
        using Batch batch = new(1, _ => { }, () => { }, new());
        PhotaImage image = new() { Operation = "enhance", EstimatedCost = 0.12m };
        batch.Add(1, _ => Task.FromResult(new BatchOutcome(1, [image, image with { EstimatedCost = null }], null)));
        batch.Add(2, _ => Task.FromResult(new BatchOutcome(2, [image], null)));
        batch.Add(3, _ => Task.FromResult(new BatchOutcome(3, [], new PhotaException(PhotaErrorKind.Moderation, "no"))));
        batch.Complete();
        Assert.Equal((0.24m, 3, 1), (batch.Progress.Cost, batch.Progress.Done, batch.Progress.Failed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_bug_in_a_task_surfaces(bool ordered)
    {
        using Batch batch = new(2, _ => { }, () => { }, new(), ordered);
        Add(batch, "slow", async stop => { await Task.Delay(Timeout.Infinite, stop); });
        Add(batch, "bug", stop => throw new InvalidOperationException("bug"));
        Assert.Equal("bug", Assert.Throws<InvalidOperationException>(batch.Complete).Message);
    }

    [Fact]
    public void Order_holds_when_the_consumer_adds_more()
    {
        List<object> delivered = [];
        Batch? batch = null;
        using Batch made = batch = new(1, outcome =>
        {
            delivered.Add(outcome.Input);
            if (outcome.Input is 0) Add(batch!, 2, _ => Task.CompletedTask);
        }, () => { }, new(), ordered: true);
        Add(batch, 0, _ => Task.CompletedTask);
        Add(batch, 1, _ => Task.CompletedTask);
        batch.Complete();

        Assert.Equal([0, 2, 1], delivered);
    }

    private static void Add(Batch batch, object input, Func<CancellationToken, Task> work) => batch.Add(input, async stop =>
    {
        await work(stop);
        return new BatchOutcome(input, [], null);
    });
}

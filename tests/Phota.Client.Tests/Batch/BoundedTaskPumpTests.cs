namespace Phota.Tests.Batches;

public sealed class BoundedTaskPumpTests
{
    [Fact]
    public void No_more_than_the_limit_run_at_once_and_input_waits_for_room()
    {
        int running = 0, most = 0;
        List<int> delivered = [];
        using BoundedTaskPump<int> pump = new(3, delivered.Add, () => { });
        for (int i = 0; i < 50; i++)
        {
            int number = i;
            pump.Add(async stop =>
            {
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return number;
            });
            Assert.InRange(i + 1 - delivered.Count, 0, 3);
        }

        pump.Complete();
        Assert.Equal(Enumerable.Range(0, 50), delivered.Order());
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public void Results_come_as_they_finish_on_the_calling_thread()
    {
        int thread = Environment.CurrentManagedThreadId;
        TaskCompletionSource slow = new();
        List<string> delivered = [];
        using BoundedTaskPump<string> pump = new(2, result =>
        {
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            delivered.Add(result);
            if (result == "quick") slow.SetResult();
        }, () => { });
        pump.Add(async stop => { await slow.Task.WaitAsync(stop); return "slow"; });
        pump.Add(stop => Task.FromResult("quick"));
        pump.Complete();

        Assert.Equal(["quick", "slow"], delivered);
    }

    [Fact]
    public async Task A_consumer_that_wants_no_more_stops_everything()
    {
        TaskCompletionSource started = new(), cancelled = new();
        using BoundedTaskPump<int> pump = new(2, _ => throw new InvalidOperationException("enough"), () => { });
        pump.Add(stop => RunUntilStoppedAsync(started, cancelled, stop));
        pump.Add(async stop => { await started.Task; return 1; });

        Assert.Equal("enough", Assert.Throws<InvalidOperationException>(pump.Complete).Message);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Throws<OperationCanceledException>(() => pump.Add(stop => Task.FromResult(2)));
    }

    [Fact]
    public async Task Stop_from_another_thread_ends_the_wait()
    {
        TaskCompletionSource started = new();
        using BoundedTaskPump<int> pump = new(1, _ => { }, () => { });
        Task stopper = Task.Run(async () => { await started.Task; pump.Stop(); });
        pump.Add(async stop =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return 0;
        });

        Assert.Throws<OperationCanceledException>(pump.Complete);
        await stopper;
    }

    [Fact]
    public void Stopped_before_it_began_it_starts_nothing()
    {
        bool ran = false;
        using BoundedTaskPump<int> pump = new(1, _ => { }, () => { });
        pump.Stop();
        Assert.Throws<OperationCanceledException>(() => pump.Add(stop => { ran = true; return Task.FromResult(0); }));
        Assert.False(ran);
    }

    [Fact]
    public void A_cancellation_that_is_not_ours_stays_itself()
    {
        using BoundedTaskPump<int> pump = new(1, _ => { }, () => { });
        pump.Add(stop => throw new OperationCanceledException("foreign"));
        Assert.Equal("foreign", Assert.ThrowsAny<OperationCanceledException>(pump.Complete).Message);
    }

    [Fact]
    public void Thousands_of_finished_results_do_not_deadlock()
    {
        int delivered = 0;
        using BoundedTaskPump<int> pump = new(5000, _ => delivered++, () => { });
        for (int i = 0; i < 5000; i++) pump.Add(stop => Task.FromResult(1));
        pump.Complete();
        Assert.Equal(5000, delivered);
    }

    [Fact]
    public async Task Nothing_of_the_hosts_context_or_scheduler_is_captured()
    {
        ConcurrentExclusiveSchedulerPair schedulers = new();
        await Task.Factory.StartNew(
            () =>
            {
                // Neither ever runs what it is given: work that came back to one of them would hang here.
                SynchronizationContext.SetSynchronizationContext(new DeadContext());
                using BoundedTaskPump<(SynchronizationContext?, TaskScheduler)> pump = new(1, found =>
                {
                    Assert.Null(found.Item1);
                    Assert.Same(TaskScheduler.Default, found.Item2);
                }, () => { });
                for (int i = 0; i < 3; i++)
                {
                    pump.Add(async stop =>
                    {
                        await Task.Yield();
                        return (SynchronizationContext.Current, TaskScheduler.Current);
                    });
                }

                pump.Complete();
                SynchronizationContext.SetSynchronizationContext(null);
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            schedulers.ExclusiveScheduler);
    }

    [Fact]
    public void While_it_waits_it_ticks_on_the_calling_thread()
    {
        int thread = Environment.CurrentManagedThreadId;
        TaskCompletionSource ticked = new();
        using BoundedTaskPump<int> pump = new(1, _ => { }, () =>
        {
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            ticked.TrySetResult();
        });
        pump.Add(async stop => { await ticked.Task.WaitAsync(stop); return 0; });
        pump.Complete();
        Assert.True(ticked.Task.IsCompletedSuccessfully);
    }

    [Fact]
    public void What_finishes_after_a_stop_is_dropped()
    {
        TaskCompletionSource release = new();
        List<int> delivered = [];
        using BoundedTaskPump<int> pump = new(2, delivered.Add, () => { });
        pump.Add(async _ => { await release.Task; return 1; });
        pump.Stop();
        release.SetResult();

        Assert.Throws<OperationCanceledException>(pump.Complete);
        Assert.Throws<OperationCanceledException>(pump.WaitForRoom);
        pump.Dispose();
        Assert.Throws<OperationCanceledException>(pump.Complete);
        Assert.Empty(delivered);
    }

    [Fact]
    public void A_stop_by_the_consumer_lets_nothing_more_through()
    {
        List<int> delivered = [];
        BoundedTaskPump<int>? pump = null;
        using BoundedTaskPump<int> made = pump = new(2, number =>
        {
            delivered.Add(number);
            pump!.Stop();
        }, () => { });
        TaskCompletionSource both = new();
        pump.Add(async stop => { await both.Task; return 1; });
        pump.Add(async stop => { await both.Task; return 1; });
        both.SetResult();

        Assert.Throws<OperationCanceledException>(pump.Complete);
        Assert.Equal([1], delivered);
    }

    [Fact]
    public async Task Disposing_it_in_the_middle_of_work_waits_until_that_has_tidied_up()
    {
        TaskCompletionSource started = new();
        bool isTidy = false;
        BoundedTaskPump<int> pump = new(1, _ => { }, () => { });
        pump.Add(async stop =>
        {
            try
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, stop);
            }
            finally
            {
                isTidy = true;
            }

            return 0;
        });
        await started.Task;
        pump.Dispose();
        Assert.True(isTidy);
        pump.Dispose();
    }

    [Fact]
    public async Task Disposing_it_does_not_wait_for_work_that_ignores_cancellation_and_its_end_breaks_nothing()
    {
        TaskCompletionSource release = new();
        TaskCompletionSource ended = new();
        BoundedTaskPump<int> pump = new(1, _ => { }, () => { });
        pump.Add(async _ =>
        {
            await release.Task;
            ended.SetResult();
            throw new InvalidOperationException("late");
        });
        pump.Dispose();
        release.SetResult();
        await ended.Task;
        Assert.Throws<OperationCanceledException>(pump.Complete);
    }

    [Fact]
    public async Task A_bug_in_a_task_surfaces_and_ends_the_rest()
    {
        TaskCompletionSource started = new(), cancelled = new();
        using BoundedTaskPump<int> pump = new(2, _ => { }, () => { });
        pump.Add(stop => RunUntilStoppedAsync(started, cancelled, stop));
        pump.Add(async stop =>
        {
            await started.Task;
            throw new InvalidOperationException("bug");
        });

        Assert.Equal("bug", Assert.Throws<InvalidOperationException>(pump.Complete).Message);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static async Task<int> RunUntilStoppedAsync(TaskCompletionSource started, TaskCompletionSource cancelled, CancellationToken stop)
    {
        started.SetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, stop);
        }
        finally
        {
            cancelled.SetResult();
        }

        return 0;
    }

    private sealed class DeadContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }

        public override void Send(SendOrPostCallback d, object? state)
        {
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}

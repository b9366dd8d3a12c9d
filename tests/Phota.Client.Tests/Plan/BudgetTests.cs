using FsCheck;
using FsCheck.Xunit;

namespace Phota.Tests.Plans;

public sealed class BudgetTests
{
    [Fact]
    public async Task It_never_lets_more_be_reserved_than_is_left()
    {
        Budget budget = new(1.00m);
        BudgetReservation first = await ReserveAsync(budget, 0.60m);
        Task<BudgetReservation?> second = budget.ReserveAsync(0.41m);
        Assert.False(second.IsCompleted);
        await ReserveAsync(budget, 0.40m);
        first.Settle(0.10m);
        Assert.NotNull(await second.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal((0.10m, 0.81m), (budget.Spent, budget.Reserved));
    }

    [Fact]
    public async Task What_spending_has_used_up_is_not_waited_for()
    {
        Budget budget = new(1.00m);
        (await ReserveAsync(budget, 0.90m)).Settle();
        Assert.Null(await budget.ReserveAsync(0.11m));
        Assert.Equal((0.90m, 0m), (budget.Spent, budget.Reserved));
        PhotaException error = budget.Error();
        Assert.Equal((PhotaErrorKind.Budget, true), (error.Kind, error.IsFatal));
        Assert.Contains("$1.00", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.0, true)]
    [InlineData(0.40, true)]
    [InlineData(0.41, false)]
    public async Task A_waiting_request_is_woken_by_the_end_of_another_and_gets_what_is_left(double cost, bool isEnough)
    {
        Budget budget = new(1.00m);
        BudgetReservation running = await ReserveAsync(budget, 0.60m);
        Task<BudgetReservation?>[] waiting = [budget.ReserveAsync(0.60m), budget.ReserveAsync(0.60m)];
        Assert.DoesNotContain(waiting, task => task.IsCompleted);

        running.Settle((decimal)cost);
        if (isEnough)
        {
            BudgetReservation next = (await (await Task.WhenAny(waiting)).WaitAsync(TimeSpan.FromSeconds(20)))!;
            next.Settle();
        }

        BudgetReservation?[] all = await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(isEnough ? 1 : 0, all.Count(reservation => reservation is not null));
        Assert.Equal(0m, budget.Reserved);
    }

    [Fact]
    public async Task A_wait_can_be_stopped_and_leaves_nothing_reserved()
    {
        Budget session = new(1.00m);
        Budget command = new(1.00m, session);
        BudgetReservation running = await ReserveAsync(session, 1.00m);
        using CancellationTokenSource stop = new();
        Task<BudgetReservation?> waiting = command.ReserveAsync(0.50m, stop.Token);
        Assert.False(waiting.IsCompleted);
        stop.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        running.Settle(0);
        Assert.Equal((0m, 0m), (command.Reserved, session.Reserved));
        Assert.NotNull(await command.ReserveAsync(1.00m));
    }

    [Fact]
    public async Task A_wider_budget_counts_too_and_loses_nothing_to_a_refusal()
    {
        Budget session = new(1.00m);
        Budget command = new(0.50m, session);
        (await ReserveAsync(session, 0.70m)).Settle();
        Assert.Null(await command.ReserveAsync(0.40m));
        Assert.Equal((0m, 0m, 0.70m), (command.Reserved, session.Reserved, session.Spent));
        Assert.Contains("$1.00", command.Error().Message, StringComparison.Ordinal);

        BudgetReservation reserved = await ReserveAsync(command, 0.30m);
        Assert.Equal((0.30m, 0.30m), (command.Reserved, session.Reserved));
        reserved.Settle(0.12m);
        Assert.Equal((0.12m, 0.82m), (command.Spent, session.Spent));
        Assert.Equal((0m, 0m), (command.Reserved, session.Reserved));
    }

    [Fact]
    public async Task The_budget_that_has_less_left_is_the_one_that_is_reached()
    {
        Budget session = new(10.00m), command = new(2.00m, session);
        (await ReserveAsync(session, 7.50m)).Settle();
        Assert.Contains("$2.00", command.Error().Message, StringComparison.Ordinal);
        (await ReserveAsync(session, 1.00m)).Settle();
        Assert.Contains("$10.00", command.Error().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_first_settlement_counts()
    {
        Budget budget = new(1.00m);
        BudgetReservation reserved = await ReserveAsync(budget, 0.30m);
        reserved.Settle(0.12m);
        reserved.Settle();
        reserved.Settle(0);
        Assert.Equal((0.12m, 0m), (budget.Spent, budget.Reserved));
    }

    [Property(MaxTest = 30)]
    public void Many_at_once_never_pass_the_limit(PositiveInt limit, NonEmptyArray<byte> prices)
    {
        Budget session = new(limit.Get / 100m);
        Budget command = new(limit.Get / 100m, session);
        decimal most = 0;
        object gate = new();
        Task<bool>[] all = [.. prices.Get.Select((price, i) => Task.Run(async () =>
        {
            BudgetReservation? reserved = await (i % 2 == 0 ? session : command).ReserveAsync(price / 100m);
            lock (gate) most = Math.Max(most, session.Spent + session.Reserved);
            await Task.Yield();
            reserved?.Settle(i % 3 == 0 ? 0 : price / 200m);
            return reserved is not null;
        }))];

        Assert.True(Task.WhenAll(all).Wait(TimeSpan.FromSeconds(20)));
        Assert.InRange(most, 0, session.Limit);
        Assert.Equal((0m, 0m), (session.Reserved, command.Reserved));
        Assert.Equal(prices.Get.Where((_, i) => all[i].Result && i % 3 != 0).Sum(price => price / 200m), session.Spent);
    }

    [Theory]
    [InlineData("0.12 0.12", 0.24)]
    [InlineData("0.15 0.12", 0.27)]
    [InlineData("0.20 0.20", 0.30)]
    [InlineData("0.12", 0.30)]
    [InlineData("0.12 ?", 0.30)]
    [InlineData("0.12 0.00 found", 0.30)]
    public async Task A_request_is_settled_by_its_images_where_all_came_and_else_in_full(string costs, double spent)
    {
        Budget budget = new(1.00m);
        GenerateRequest request = new() { Prompt = "a fox", Count = 2 };
        RequestState state = new(request, RequestFingerprint.CreateUnique(), new(StepKind.Send, 1, 2, 1), 0.30m) { Status = RequestStatus.Saved, Reservation = await ReserveAsync(budget, 0.30m) };
        PhotaImage image = new() { Operation = "generate", Origin = ImageOrigin.New };
        foreach (string cost in costs.Split(' '))
        {
            if (cost == "found") state.Images[^1] = state.Images[^1] with { Origin = ImageOrigin.Found };
            else state.Images.Add(image with { EstimatedCost = cost == "?" ? null : decimal.Parse(cost, System.Globalization.CultureInfo.InvariantCulture) });
        }

        new BudgetObserver().StatusChanged(state);
        Assert.Equal(((decimal)spent, 0m), (budget.Spent, budget.Reserved));
    }

    [Fact]
    public async Task No_change_is_lost_among_many_threads()
    {
        // So many that threads are interrupted in mid-change, also where they share one core.
        const int Threads = 4, Times = 300_000;
        Budget budget = new(Threads * Times);
        using Barrier start = new(Threads);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Factory.StartNew(Spend, TaskCreationOptions.LongRunning)));
        Assert.Equal((Threads * Times, 0m), (budget.Spent, budget.Reserved));

        void Spend()
        {
            start.SignalAndWait();
            for (int i = 0; i < Times; i++) budget.ReserveAsync(1m).Result!.Settle();
        }
    }

    private static async Task<BudgetReservation> ReserveAsync(Budget budget, decimal amount)
    {
        BudgetReservation? reserved = await budget.ReserveAsync(amount).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.NotNull(reserved);
        return reserved;
    }
}

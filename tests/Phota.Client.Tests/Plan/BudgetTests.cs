namespace Phota.Tests.Plans;

public sealed class BudgetTests
{
    [Fact]
    public void It_never_lets_more_be_reserved_than_is_left()
    {
        Budget budget = new(1.00m);
        Assert.True(budget.TryReserve(0.60m));
        Assert.False(budget.TryReserve(0.41m));
        Assert.True(budget.TryReserve(0.40m));
        budget.Settle(0.60m, 0.10m);
        Assert.True(budget.TryReserve(0.50m));
        Assert.Equal((0.10m, 0.90m), (budget.Spent, budget.Reserved));
    }

    [Fact]
    public void A_wider_budget_counts_too_and_loses_nothing_to_a_refusal()
    {
        Budget session = new(1.00m);
        Budget command = new(0.50m, session);
        Assert.True(session.TryReserve(0.70m));
        Assert.False(command.TryReserve(0.40m));
        Assert.Equal((0m, 0.70m), (command.Reserved, session.Reserved));
        Assert.True(command.TryReserve(0.30m));
        Assert.False(command.TryReserve(0.30m));
        Assert.Equal(1.00m, session.Reserved);
        command.Settle(0.30m, 0.12m);
        Assert.Equal((0.12m, 0.12m), (command.Spent, session.Spent));
    }

    [Theory]
    [InlineData(PhotaErrorKind.Validation, 0)]
    [InlineData(PhotaErrorKind.InsufficientCredit, 0)]
    [InlineData(PhotaErrorKind.InputFile, 0)]
    [InlineData(PhotaErrorKind.Timeout, 0.15)]
    [InlineData(PhotaErrorKind.Network, 0.15)]
    [InlineData(PhotaErrorKind.Moderation, 0.15)]
    public async Task What_may_have_been_charged_counts_as_spent(PhotaErrorKind kind, double spent)
    {
        Budget budget = new(1.00m);
        Assert.True(budget.TryReserve(0.15m));
        await Assert.ThrowsAsync<PhotaException>(() => budget.RunAsync(0.15m, () => throw new PhotaException(kind, "no")));
        Assert.Equal(((decimal)spent, 0m), (budget.Spent, budget.Reserved));
    }
}

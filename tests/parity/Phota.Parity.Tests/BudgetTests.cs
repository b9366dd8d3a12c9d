using Xunit.Abstractions;

namespace Phota.Parity.Tests;

public sealed class BudgetTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Two_dollars_name_all_that_needs_no_training()
    {
        await using Visit visit = await Visit.StartAsync();
        ParityTable table = await visit.AskAsync(withTraining: false, maxCost: 2);
        output.WriteLine(table.ToMarkdown());
        Assert.InRange(table.Cost, await visit.BillAsync(), 2);
        Assert.DoesNotContain(table.Rows, row => row.Why?.StartsWith("budget", StringComparison.Ordinal) == true);
        Assert.DoesNotContain((await visit.GetAsync("requests"))["requests"]!.AsArray(), request => $"{request!["path"]}".EndsWith("/add", StringComparison.Ordinal));
    }
}

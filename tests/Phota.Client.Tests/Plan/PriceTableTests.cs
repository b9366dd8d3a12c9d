namespace Phota.Tests.Plans;

public sealed class PriceTableTests
{
    [Theory]
    [InlineData("enhance", false, 0.12)]
    [InlineData("enhance", true, 0.15)]
    [InlineData("remix", true, 0.15)]
    [InlineData("profile-fast", false, 1.49)]
    [InlineData("profile-standard", false, 2.90)]
    public void Published_prices_are_the_contracts(string operation, bool withIdentity, double price) =>
        Assert.Equal((decimal)price, PriceTable.Published.UnitPrice(operation, withIdentity));

    [Theory]
    [InlineData("edit")]
    [InlineData("generate")]
    [InlineData("other")]
    public void An_unknown_price_is_null(string operation) => Assert.Null(PriceTable.Published.UnitPrice(operation, false));

    [Fact]
    public void The_price_that_fits_most_closely_counts()
    {
        PriceTable table = PriceTable.Published.With([Own("edit", null, null, 1), Own("edit", "nb2", null, 2), Own("edit", "nb2", "4K", 3), Own("enhance", null, null, 4)]);
        Assert.Equal(1, table.UnitPrice("edit", false, "reve", "1K"));
        Assert.Equal(2, table.UnitPrice("edit", false, "nb2", "1K"));
        Assert.Equal(3, table.UnitPrice("edit", false, "nb2", "4K"));
        Assert.Equal(4, table.UnitPrice("enhance", false, "nb2", "2K"));
        Assert.Equal(0.12m, table.UnitPrice("remix", false, "nb2", "2K"));
    }

    [Theory]
    [InlineData(4, 0, 0.12)]
    [InlineData(4, 4, 0.15)]
    [InlineData(4, 2, 0.135)]
    [InlineData(1, 3, 0.15)]
    public void Images_with_a_recognised_profile_have_their_own_rate(int images, int recognised, double average)
    {
        PhotaImage image = new() { Operation = "enhance" };
        Assert.Equal((decimal)average, PriceTable.Published.Settle(image, images, recognised));
    }

    private static Price Own(string operation, string? model, string? resolution, decimal amount) => new()
    {
        Operation = operation,
        BaseModel = model,
        Resolution = resolution,
        Plain = amount,
        WithIdentity = amount,
        Source = "test",
        Date = "2026-11-22",
    };
}

namespace Phota.Tests.Ledgers;

public sealed class RequestIdentityTests
{
    [Fact]
    public void It_is_of_the_content_and_not_of_the_name()
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("a.png"), Pixels.Png(100));
        File.WriteAllBytes(folder.File("b.png"), Pixels.Png(100));
        File.WriteAllBytes(folder.File("c.png"), Pixels.Png(101));

        Assert.Equal(Id(Enhance(folder, "a.png")), Id(Enhance(folder, "b.png")));
        Assert.NotEqual(Id(Enhance(folder, "a.png")), Id(Enhance(folder, "c.png")));
    }

    [Fact]
    public void Every_option_that_changes_the_result_changes_it_and_no_other()
    {
        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("a.png"), Pixels.Png());
        File.WriteAllBytes(folder.File("s.png"), Pixels.Png(200));
        EnhanceRequest plain = Enhance(folder, "a.png");
        ImageInput photo = plain.Image;
        ImageOptions picture = new();
        ImageRequest[] different =
        [
            plain,
            plain with { Prompt = "x" },
            plain with { Count = 2 },
            plain with { OutputFormat = OutputFormat.Png },
            plain with { ProfileIds = ["p"] },
            plain with { AdditionalBody = new Dictionary<string, object?> { ["new"] = 1 } },
            new RemixRequest(photo, photo),
            new RemixRequest(photo, ImageInput.FromFile(folder.File("s.png"))),
            new EditRequest([photo]) { Prompt = "x" },
            new EditRequest([photo, photo]) { Prompt = "x" },
            new EditRequest([photo]) { Prompt = "x", Picture = picture with { AspectRatio = "1:1" } },
            new EditRequest([photo]) { Prompt = "x", Picture = picture with { Resolution = "2K" } },
            new EditRequest([photo]) { Prompt = "x", Picture = picture with { BaseModel = "reve" } },
            new EditRequest([photo]) { Prompt = "x", Picture = picture with { Quality = "low" } },
            new GenerateRequest { Prompt = "x" },
        ];

        Assert.Equal(different.Length, different.Select(Id).Distinct().Count());
        Assert.Equal(Id(plain), Id(plain with { ResponseMode = ResponseMode.Bytes }));
    }

    [Fact]
    public void Additional_fields_count_in_any_order()
    {
        ImageRequest request = new GenerateRequest { Prompt = "x" };
        Dictionary<string, object?> one = new() { ["a"] = 1, ["b"] = new Dictionary<string, object?> { ["c"] = 1, ["d"] = 2 } };
        Dictionary<string, object?> two = new() { ["b"] = new Dictionary<string, object?> { ["d"] = 2, ["c"] = 1 }, ["a"] = 1 };
        Assert.Equal(Id(request with { AdditionalBody = one }), Id(request with { AdditionalBody = two }));
    }

    [Fact]
    public void Shares_are_even_and_each_request_is_in_one()
    {
        RequestIdentity[] all = [.. Enumerable.Range(0, 1000).Select(i => RequestIdentity.Of(new GenerateRequest { Prompt = $"{i}" }))];
        int[] shares = [.. Enumerable.Range(1, 4).Select(number => all.Count(identity => identity.IsIn(new Shard($"{number}/4"))))];
        Assert.Equal(1000, shares.Sum());
        Assert.All(shares, share => Assert.InRange(share, 180, 320));
    }

    [Theory]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("3")]
    [InlineData("1/x")]
    [InlineData("1/2/3")]
    public void What_is_no_share_is_refused(string text) => Assert.Throws<FormatException>(() => new Shard(text));

    private static EnhanceRequest Enhance(TempFolder folder, string name) => new(ImageInput.FromFile(folder.File(name)));

    private static string Id(ImageRequest request) => RequestIdentity.Of(request).Id;
}

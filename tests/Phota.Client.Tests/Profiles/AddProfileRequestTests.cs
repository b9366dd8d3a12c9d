using System.Text.Json.Nodes;

namespace Phota.Tests.Profiles;

public sealed class AddProfileRequestTests
{
    [Theory]
    [InlineData(ProfileTier.Standard, 9, false)]
    [InlineData(ProfileTier.Standard, 10, true)]
    [InlineData(ProfileTier.Standard, 50, true)]
    [InlineData(ProfileTier.Standard, 51, false)]
    [InlineData(ProfileTier.Fast, 4, false)]
    [InlineData(ProfileTier.Fast, 5, true)]
    [InlineData(ProfileTier.Fast, 10, true)]
    [InlineData(ProfileTier.Fast, 11, false)]
    [InlineData(ProfileTier.Fast, 0, false)]
    public void The_number_of_photos_depends_on_the_tier(ProfileTier tier, int count, bool isAllowed)
    {
        AddProfileRequest request = new(Photos(count)) { Tier = tier };

        if (isAllowed) request.Validate();
        else AssertRefused(request, $"{count} photo", tier == ProfileTier.Fast ? "5 to 10" : "10 to 50", "api/profiles/add-profile");
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_tag_has_1_to_128_characters(int length, bool isAllowed)
    {
        AddProfileRequest request = new(Photos(10)) { Tag = new string('t', length) };

        if (isAllowed) request.Validate();
        else AssertRefused(request, "tag", "1 to 128", "api/profiles/add-profile");
    }

    [Theory]
    [InlineData("me.jpg")]
    [InlineData("/home/me.jpg")]
    [InlineData("file:///home/me.jpg")]
    [InlineData("ftp://example.test/me.jpg")]
    [InlineData("data:image/jpeg;base64,AAAA")]
    public void A_photo_is_a_URL_that_the_service_can_reach(string photo) => AssertRefused(
        new AddProfileRequest([.. Photos(9), new Uri(photo, UriKind.RelativeOrAbsolute)]), photo, "http or https", "api/profiles/add-profile");

    [Fact]
    public void A_rule_gone_stale_can_be_got_past()
    {
        AddProfileRequest request = new(Photos(60)) { AdditionalBody = new Dictionary<string, object?> { ["training_tier"] = "ultra" } };

        request.Validate();
        Assert.Equal("ultra", (string)Body(request)["training_tier"]!);
    }

    [Fact]
    public void The_body_has_the_fields_of_the_contract_and_no_others()
    {
        JsonObject body = Body(new AddProfileRequest(Photos(5)) { Tier = ProfileTier.Fast, Tag = "anna \"1\"" });

        Assert.Equal(["image_urls", "tag", "training_tier"], body.Select(field => field.Key).Order(StringComparer.Ordinal));
        Assert.Equal("https://example.test/1.jpg?sig=a%2Fb", (string)body["image_urls"]![0]!);
        Assert.Equal(("fast", "anna \"1\""), ((string)body["training_tier"]!, (string)body["tag"]!));
    }

    [Fact]
    public void A_tag_with_half_a_character_is_refused() => AssertRefused(new AddProfileRequest(Photos(10)) { Tag = "anna \ud83d" }, "tag", "half a character");

    [Fact]
    public void Without_a_tag_none_is_sent() => Assert.False(Body(new AddProfileRequest(Photos(10))).ContainsKey("tag"));

    private static Uri[] Photos(int count) =>
        [.. Enumerable.Range(1, count).Select(n => new Uri($"https://example.test/{n}.jpg?sig=a%2Fb"))];

    private static JsonObject Body(AddProfileRequest request) =>
        JsonNode.Parse(string.Concat(request.ToBody().Pieces.Select(Text)))!.AsObject();

    private static string Text(BodyPiece piece)
    {
        using MemoryStream text = new();
        piece.WriteToAsync(text, CancellationToken.None).GetAwaiter().GetResult();
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    private static void AssertRefused(AddProfileRequest request, params string[] words)
    {
        PhotaException error = Assert.Throws<PhotaException>(request.Validate);
        Assert.Equal(PhotaErrorKind.Validation, error.Kind);
        foreach (string word in words) Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }
}

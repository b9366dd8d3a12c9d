namespace Phota.Tests.Http;

public sealed class PathPartTests
{
    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef")]
    [InlineData("a?b#c", "a%3Fb%23c")]
    [InlineData("50%", "50%25")]
    [InlineData("...", "...")]
    public void An_id_stays_one_segment_of_the_URL(string id, string expected)
    {
        string part = PathPart.Of(id, "profile");

        Assert.Equal(expected, part);
        Assert.Equal($"/v1/phota/profiles/{expected}/status", new Uri(new Uri("https://example.test"), $"/v1/phota/profiles/{part}/status").PathAndQuery);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../jobs/1")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a\nb")]
    public void What_would_lead_elsewhere_is_refused(string id) => AssertRefused(id);

    // Attributes cannot hold it.
    [Fact]
    public void Half_a_character_is_refused() => AssertRefused("a\ud83d");

    private static void AssertRefused(string id) =>
        Assert.Equal(PhotaErrorKind.Validation, Assert.Throws<PhotaException>(() => PathPart.Of(id, "profile")).Kind);
}

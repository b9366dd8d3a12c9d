namespace Phota.Tests.Files;

public sealed class SafeNameTests
{
    [Theory]
    [InlineData("https://cdn.example/a/dog.jpg", "dog.jpg")]
    [InlineData("https://cdn.example/a/..%2F..%2Fetc%2Fpasswd", "_.._etc_passwd")]
    [InlineData("https://cdn.example/", "_")]
    [InlineData("https://cdn.example/CON.jpg", "_CON.jpg")]
    [InlineData("https://cdn.example/a%00b%0A.jpg", "a_b_.jpg")]
    [InlineData("https://cdn.example/C%3A%5Cx.jpg", "C__x.jpg")]
    [InlineData("https://cdn.example/dots...", "dots")]
    public void An_address_gives_a_name_that_stays_in_its_folder(string address, string expected) =>
        Assert.Equal(expected, SafeName.FromUri(new Uri(address)));

    [Fact]
    public void The_query_tells_addresses_apart_but_is_not_shown()
    {
        string first = SafeName.FromUri(new Uri("https://x.example/photo.jpg?signature=abc"));
        string second = SafeName.FromUri(new Uri("https://x.example/photo.jpg?signature=abd"));

        Assert.NotEqual(first, second);
        Assert.DoesNotContain("abc", first, StringComparison.Ordinal);
        Assert.EndsWith(".jpg", first, StringComparison.Ordinal);
    }

    [Fact]
    public void Prompts_with_the_same_beginning_get_names_of_their_own()
    {
        string words = string.Join(' ', Enumerable.Repeat("lighthouse", 20));
        string first = SafeName.FromPrompt(words + " at dawn/../..");
        string second = SafeName.FromPrompt(words + " at dusk");

        Assert.NotEqual(first, second);
        Assert.StartsWith("lighthouse-lighthouse", first, StringComparison.Ordinal);
        Assert.DoesNotContain('/', first);
    }
}

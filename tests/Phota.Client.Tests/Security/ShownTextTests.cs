namespace Phota.Tests.Security;

public sealed class ShownTextTests
{
    [Theory]
    [InlineData("plain ü 日本 😀", "plain ü 日本 😀")]
    [InlineData("a\u001b]0;title\u0007b", "a ]0;title b")]
    [InlineData("a\u009b31mb\u007f", "a 31mb ")]
    [InlineData("one\r\ntwo", "one  two")]
    [InlineData("gpj.\u202eexe", "gpj. exe")]
    [InlineData("gpj.\u2066exe\u2069", "gpj. exe ")]
    [InlineData("a\u2028b\u2029c", "a b c")]
    [InlineData("::error::no", ": :error::no")]
    [InlineData("\n ::error::no", ": :error::no")]
    [InlineData("##vso[x]", "# #vso[x]")]
    public void It_is_one_line_that_steers_nothing_also_when_it_is_cleaned_twice(string text, string shown)
    {
        Assert.Equal(shown, ShownText.Line(text));
        Assert.Equal(shown, ShownText.Line(shown));
    }

    [Fact]
    public void The_name_of_a_photo_in_an_error_is_cleaned()
    {
        PhotaException error = Assert.Throws<PhotaException>(() => ImageInput.FromFile("/nowhere/dog\u001b[2J##vso[x].jpg"));
        Assert.Contains("dog [2J# #vso[x].jpg", error.Message, StringComparison.Ordinal);
    }
}

namespace Phota.Tests.Images;

public sealed class ShownSourceTests
{
    [Theory]
    [InlineData("https://me:secret@images.example:8443/a%20b.jpg?signature=abc#c", "https://images.example:8443/a%20b.jpg")]
    [InlineData("HTTP://127.0.0.1:80/a.jpg?x", "http://127.0.0.1/a.jpg")]
    [InlineData("/photos/what?.jpg", "/photos/what?.jpg")]
    [InlineData("http is not a URL?.jpg", "http is not a URL?.jpg")]
    [InlineData(@"C:\photos\dog.jpg", @"C:\photos\dog.jpg")]
    public void A_URL_is_shown_without_what_is_as_good_as_the_image(string source, string shown) =>
        Assert.Equal(shown, ShownSource.Of(source));

    [Theory]
    [InlineData("https://images.example/a/dog.jpg?signature=abc", "dog.jpg")]
    [InlineData("/photos/my photo [1].jpg", "my photo [1].jpg")]
    [InlineData("/photos/2024/", "2024")]
    [InlineData("dog.jpg", "dog.jpg")]
    public void Its_name_is_its_last_part(string source, string name) => Assert.Equal(name, ShownSource.Name(source));
}

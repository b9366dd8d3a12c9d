namespace Phota.Tests.Files;

public sealed class OutputNameTests
{
    [Theory]
    [InlineData("dog.jpg", 0, ImageFormat.Jpeg, "dog.jpg")]
    [InlineData("dog.JPG", 0, ImageFormat.Jpeg, "dog.JPG")]
    [InlineData("dog.jpeg", 0, ImageFormat.Jpeg, "dog.jpeg")]
    [InlineData("dog.png", 0, ImageFormat.Jpeg, "dog.png.jpg")]
    [InlineData("dog.png", 0, ImageFormat.Png, "dog.png")]
    [InlineData("dog.jpg", 0, ImageFormat.Png, "dog.jpg.png")]
    [InlineData("dog", 0, ImageFormat.Jpeg, "dog.image.jpg")]
    [InlineData("dog.jpg", 1, ImageFormat.Jpeg, "dog.v2.jpg")]
    [InlineData("dog.png", 3, ImageFormat.Jpeg, "dog.png.v4.jpg")]
    [InlineData("dog.v2.jpg", 0, ImageFormat.Jpeg, "dog.v2.jpg.jpg")]
    [InlineData("dog.v.jpg", 0, ImageFormat.Jpeg, "dog.v.jpg")]
    [InlineData("dog.v2b.jpg", 0, ImageFormat.Jpeg, "dog.v2b.jpg")]
    [InlineData("dog.V12.jpg", 0, ImageFormat.Jpeg, "dog.V12.jpg.jpg")]
    [InlineData("dog.png.jpg", 0, ImageFormat.Jpeg, "dog.png.jpg.jpg")]
    [InlineData("my photo [1].jpg", 0, ImageFormat.Jpeg, "my photo [1].jpg")]
    public void A_name_says_its_source_and_its_format(string source, int index, ImageFormat format, string expected) =>
        Assert.Equal(expected, OutputName.For(source, index, format));

    [Fact]
    public void No_two_sources_share_a_name()
    {
        string[] parts = ["dog", ".jpg", ".jpeg", ".png", ".webp", ".v2", ".v3", ".image", ".txt"];
        HashSet<string> sources = [.. from a in parts from b in parts from c in parts select "a" + a + b + c];
        sources.UnionWith(from a in parts from b in parts select "a" + a + b);
        sources.UnionWith(from a in parts select "a" + a);

        foreach (ImageFormat format in new[] { ImageFormat.Jpeg, ImageFormat.Png })
        {
            string[] names = [.. from source in sources from index in Enumerable.Range(0, 4) select OutputName.For(source, index, format)];
            Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        }
    }

    [Fact]
    public void A_name_that_leaves_no_room_is_cut_and_stays_distinct()
    {
        string a = OutputName.For(new string('ä', 126) + "a.png", 3, ImageFormat.Jpeg);
        string b = OutputName.For(new string('ä', 126) + "b.png", 3, ImageFormat.Jpeg);

        Assert.NotEqual(a, b);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(a), 1, 255);
    }
}

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
    public void A_URL_gives_a_name_that_stays_in_its_folder(string url, string expected) =>
        Assert.Equal(expected, SafeName.FromUri(new Uri(url)));

    [Fact]
    public void The_query_tells_URLs_apart_but_is_not_shown()
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

    [Theory]
    [InlineData("A red fox!", "a-red-fox-")]
    [InlineData("  ¿Qué?  ", "qué-")]
    [InlineData("!!!", "-")]
    [InlineData("12345678 12345678 12345678 12345678 12345678 abc", "12345678-12345678-12345678-12345678-12345678-abc-")]
    [InlineData("12345678 12345678 12345678 12345678 12345678 ab cdef", "12345678-12345678-12345678-12345678-12345678-ab-")]
    public void A_prompt_gives_its_first_words(string prompt, string start)
    {
        string name = SafeName.FromPrompt(prompt);
        Assert.Equal((start, 8), (name[..^8], name[start.Length..].Length));
    }

    [Theory]
    [InlineData("", "image")]
    [InlineData(" . ", "image")]
    [InlineData("nul", "_nul")]
    [InlineData("lpt¹.tar.gz", "_lpt¹.tar.gz")]
    [InlineData("COM10", "COM10")]
    [InlineData("CON .txt", "_CON .txt")]
    [InlineData("a<b>c:d", "a_b_c_d")]
    public void What_no_system_takes_is_replaced(string text, string expected) => Assert.Equal(expected, SafeName.Clean(text));

    [Fact]
    public void A_file_keeps_its_own_name_where_it_can_have_it()
    {
        if (Path.DirectorySeparatorChar == '/') Assert.Equal("what? .jpg", SafeName.FromFile("/photos/what? .jpg"));
        Assert.Equal("a_b.jpg", SafeName.FromFile("/photos/a\nb.jpg"));
        Assert.Equal("a.jpg", SafeName.FromFile("a.jpg"));
    }

    [Fact]
    public void A_name_is_cut_only_where_it_has_to_be_and_never_within_a_letter()
    {
        string fits = new string('a', 196) + ".jpg";
        Assert.Equal(fits, SafeName.Shorten(fits));
        foreach ((string start, string letter) in new[] { ("", "a"), ("", "ä"), ("", "\U0001F98A"), ("a", "\U0001F98A"), ("aa", "\U0001F98A"), ("aaa", "\U0001F98A") })
        {
            for (int length = 40; length < 230; length++)
            {
                string name = start + string.Concat(Enumerable.Repeat(letter, length)) + ".jpeg";
                string cut = SafeName.Shorten(name);
                int bytes = System.Text.Encoding.UTF8.GetByteCount(cut);
                if (System.Text.Encoding.UTF8.GetByteCount(name) <= 200)
                {
                    Assert.Equal(name, cut);
                    continue;
                }

                Assert.InRange(bytes, 193, 198);
                Assert.EndsWith(".jpeg", cut, StringComparison.Ordinal);
                Assert.Equal(cut, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(cut)));
            }
        }

        Assert.DoesNotContain('.', SafeName.Shorten(new string('a', 200) + ".123456789"));
        Assert.EndsWith(".1234567", SafeName.Shorten(new string('a', 200) + ".1234567"), StringComparison.Ordinal);
    }
}

using System.Text;
using System.Text.Json;

namespace Phota.Tests.Fuzzing;

public sealed class AnswerTests
{
    [TriedProperty]
    public void Images_come_out_as_they_were_however_they_are_written_and_cut(byte[][] tails, int seed)
    {
        Random random = new(seed);
        byte[][] images = [.. tails.Take(8).Select(tail => (byte[])[.. Pixels.Png(), .. tail])];
        string written = string.Join(" , ", images.Select(image => Written(image, random)));
        string json = $$$"""{"known_subjects":{"counts":{"images":1}},"images":[{{{written}}}],"x":["\"","]"]}""";
        using TempFolder folder = new();

        EditAnswer answer = Read(Encoding.UTF8.GetBytes(json), folder, random);

        Assert.Equal(images, answer.Saved.Select(saved => File.ReadAllBytes(saved.Path)));
        Assert.Equal("images=1", answer.Response.SubjectText);
    }

    [TriedProperty]
    public void Addresses_come_out_as_they_were(string?[] urls, int seed)
    {
        string?[] plain = [.. urls.Select(url => url is null ? null : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(url)))];
        using TempFolder folder = new();
        EditAnswer answer = Read(JsonSerializer.SerializeToUtf8Bytes(new { download_urls = plain, images = Array.Empty<string>() }), folder, new Random(seed));
        Assert.Equal(plain, answer.Response.DownloadUrls);
    }

    [TriedProperty]
    public void Any_bytes_are_an_answer_or_an_error(byte[] bytes, int seed)
    {
        using TempFolder folder = new();
        Exception? e = Record.Exception(() => Read(bytes, folder, new Random(seed)));
        Assert.True(e is null or PhotaException, $"{e}");
        Assert.Empty(folder.Names());
    }

    [TriedProperty]
    public void A_URL_is_taken_only_if_it_may_be_opened(HostileName name, bool isHttps)
    {
        string url = $"{(isHttps ? "https" : "http")}://{name.Text}";
        ImageMaker maker = new(new GenerateRequest { Prompt = "x" }, PriceTable.Published);
        EditResponse response = new() { DownloadUrls = ["https://cdn.example/a.jpg", url] };
        IReadOnlyList<PhotaImage> images;
        try
        {
            images = maker.FromAnswer(new(new EditAnswer(response, [])) { RequestId = "r", Attempts = 1 });
        }
        catch (PhotaException e)
        {
            images = e.PaidImages;
        }

        // What is good is kept, whatever stands beside it.
        Assert.Equal("https://cdn.example/a.jpg", images[0].DownloadUri!.AbsoluteUri);
        Assert.All(images, image => Assert.True(image.DownloadUri!.Scheme == "https" || image.DownloadUri.IsLoopback));
    }

    [Theory]
    [InlineData("https://a.example/x", "https://b.example/y", "https://b.example/y")]
    [InlineData("https://a.example/x", "/y", "https://a.example/y")]
    [InlineData("https://a.example/x", "//b.example/y", "https://b.example/y")]
    [InlineData("http://127.0.0.1:1/x", "https://b.example/y", "https://b.example/y")]
    [InlineData("http://127.0.0.1:1/x", "http://localhost:2/y", "http://localhost:2/y")]
    [InlineData("https://a.example/x", "http://b.example/y", null)]
    [InlineData("https://a.example/x", "http://127.0.0.1:2/y", null)]
    [InlineData("https://a.example/x", "file:///etc/passwd", null)]
    [InlineData("https://a.example/x", "ftp://b.example/y", null)]
    [InlineData("http://127.0.0.1:1/x", "http://10.0.0.1/y", null)]
    public void A_redirect_is_followed_to_https_and_never_down_from_it(string from, string location, string? to)
    {
        Uri? reached = null;
        Exception? e = Record.Exception(() => reached = Endpoint.Redirected(new Uri(from), new Uri(location, UriKind.RelativeOrAbsolute)));
        Assert.Equal(to, reached?.AbsoluteUri);
        Assert.Equal(to is null, e is PhotaException { Kind: PhotaErrorKind.Response });
    }

    private static EditAnswer Read(byte[] json, TempFolder folder, Random random)
    {
        using HttpResponseMessage response = new() { Content = new StreamContent(PieceStream.Cut(json, random)) };
        EditAnswerReader reader = new(new OutputTarget(folder.Path, "dog.png", Overwrite: false));
        return reader.ReadAsync(response, default).GetAwaiter().GetResult();
    }

    // With escapes and line breaks, here and there.
    private static string Written(byte[] image, Random random)
    {
        StringBuilder text = new("\"");
        foreach (char c in Convert.ToBase64String(image))
        {
            text.Append(random.Next(20) switch
            {
                0 => $"\\u{(int)c:x4}",
                1 when c == '/' => "\\/",
                2 => $"{c}\\r\\n",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }
}

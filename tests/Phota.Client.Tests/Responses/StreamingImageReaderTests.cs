using System.Text;

namespace Phota.Tests.Responses;

public sealed class StreamingImageReaderTests
{
    public static TheoryData<string, string, string[]> Documents => new()
    {
        { """{"images":["QUJD"],"download_urls":[]}""", """{"images":[""],"download_urls":[]}""", ["QUJD"] },
        { """ { "known_subjects" : {"counts":{"images":1}} , "images" : [ "QQ==" , "QkI=" ] } """,
            """{"known_subjects":{"counts":{"images":1}},"images":["",""]}""", ["QQ==", "QkI="] },
        { """{"images":["a\/b\u002Bc\n"]}""", """{"images":[""]}""", ["a/b+c\n"] },
        { """{"im\"ages":["x"],"images":[]}""", """{"im\"ages":["x"],"images":[]}""", [] },
        { """{"result":{"images":["QUJD"]}}""", """{"result":{"images":["QUJD"]}}""", [] },
        { """{"images":null,"detail":"images"}""", """{"images":null,"detail":"images"}""", [] },
    };

    [Theory]
    [MemberData(nameof(Documents))]
    public void Images_are_taken_out_wherever_the_bytes_are_cut(string json, string rest, string[] images)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        for (int step = 1; step <= bytes.Length; step++)
        {
            Collector collector = new();
            StreamingImageReader strings = new(collector);
            for (int at = 0; at < bytes.Length; at += step) strings.Feed(bytes.AsSpan(at, Math.Min(step, bytes.Length - at)));

            Assert.True(strings.IsComplete);
            Assert.Equal(rest, Encoding.UTF8.GetString(strings.Rest.Span));
            Assert.Equal(images, collector.Images);
        }
    }

    [Theory]
    [InlineData("""{"images":["QUJD""")]
    [InlineData("")]
    [InlineData("   ")]
    public void A_document_that_breaks_off_is_not_complete(string json)
    {
        StreamingImageReader strings = new(new Collector());
        strings.Feed(Encoding.UTF8.GetBytes(json));
        Assert.False(strings.IsComplete);
    }

    [Theory]
    [InlineData(" ", 1_100_000)]
    [InlineData("[", 100)]
    [InlineData("\"xxxxxxxxxx\",", 100_000)]
    [InlineData("}", 1)]
    public void What_no_contract_allows_is_refused_without_being_kept(string piece, int times)
    {
        StreamingImageReader strings = new(new Collector());
        byte[] bytes = Encoding.UTF8.GetBytes(piece);
        PhotaException e = Assert.Throws<PhotaException>(() =>
        {
            for (int i = 0; i < times; i++) strings.Feed(bytes);
        });
        Assert.Equal(PhotaErrorKind.Response, e.Kind);
    }

    private sealed class Collector : IImageSink
    {
        private readonly StringBuilder _text = new();

        public List<string> Images { get; } = [];

        public void Begin() => _text.Clear();

        public void Add(ReadOnlySpan<byte> base64) => _text.Append(Encoding.ASCII.GetString(base64));

        public void End() => Images.Add(_text.ToString());
    }
}

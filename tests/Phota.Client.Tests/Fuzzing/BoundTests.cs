using System.IO.Compression;
using System.Net;
using System.Text;
using Phota.Tests.Live.Matrix;

namespace Phota.Tests.Fuzzing;

/// <summary>What has no end, or too much of something. It counts what this process allocates, so nothing else may run beside it.</summary>
[Collection("alone")]
public sealed class BoundTests
{
    private const int Megabyte = 1024 * 1024;
#if NETFRAMEWORK
    // What is counted there is the whole heap.
    private const int Little = 8 * Megabyte;
#else
    private const int Little = Megabyte;
#endif
    private const long TenGigabytes = 10L * 1024 * Megabyte;

    public static TheoryData<string, string> Endless => new()
    {
        { "", " " },
        { "", "[" },
        { "", "{\"a\":" },
        { "", "9" },
        { "\"", "x" },
        { "{\"images\":[", "\n" },
        { "{\"images\":[", "\"\"," },
        { "{\"images\":[\"", " " },
        { "{\"images\":[\"", "\\n" },
        { "{\"images\":[\"iVBORw0KGgo", "AAAA" },
        { "{\"download_urls\":[", "\"https://cdn.example/a.jpg\"," },
        { "{\"detail\":\"", "x" },
    };

    [Theory]
    [MemberData(nameof(Endless))]
    public void A_body_without_an_end_is_refused_without_being_held(string begin, string then)
    {
        using TempFolder folder = new();
        OutputTarget target = new(folder.Path, "dog.png", Overwrite: false) { MaxBytes = 2 * Megabyte };
        EditAnswerReader reader = new(target) { Limit = 16 * Megabyte };
        Refused(PieceStream.Endless(begin, then), response => reader.ReadAsync(response, default), most: 17 * Megabyte);
        Refused(PieceStream.Endless(begin, then), response => SmallBody.ReadAsync(response, default), most: 5 * Megabyte);
        Refused(PieceStream.Endless(begin, then), async response => throw await ErrorReader.ReadAsync(response, default), most: Megabyte);
        Assert.Empty(folder.Names());
    }

    [Fact]
    public void The_text_of_10_GB_goes_through_in_little_memory_and_is_cut_off_by_the_file()
    {
        long length = FuzzEffort.IsLong ? TenGigabytes : 256 * Megabyte;
        byte[] block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("iVBORw0KGgoA", 10_000)));
        CountingSink sink = new();
        StreamingImageReader strings = new(sink);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        strings.Feed("{\"images\":[\""u8);
        while (sink.Length < length) strings.Feed(block);
        strings.Feed("\"]}"u8);

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, Little);
        Assert.True(strings.IsComplete);
        Assert.Equal("{\"images\":[\"\"]}", Encoding.UTF8.GetString(strings.Rest.Span));
    }

    [Fact]
    public void A_download_without_an_end_is_cut_off_by_the_file()
    {
        using TempFolder folder = new();
        using (AtomicImageFile file = new(folder.Path, "dog.part", maxBytes: 2 * Megabyte))
            Refused(PieceStream.Endless("", "x"), async response => await file.FillAsync(await response.Content.ReadAsStreamAsync(), default), most: 3 * Megabyte);
        Assert.Empty(folder.Names());
    }

    [Fact]
    public async Task A_download_with_a_header_of_1_MB_is_an_error()
    {
        using OtherHost service = new(_ => OtherHost.Answer($"200 OK\r\nX-Cache: {new string('x', Megabyte)}", Pixels.Png()));
        using TempFolder folder = new();
        PhotaImage image = new() { Operation = "edit", DownloadUri = new Uri($"{service.Address}/dog.png") };
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() =>
            new ImageDownloader(new Uri("http://127.0.0.1")).SaveAsync(image, new OutputTarget(folder.Path, "dog.png", Overwrite: false), TimeSpan.FromSeconds(2)));
        Assert.Contains(e.Kind, new[] { PhotaErrorKind.Network, PhotaErrorKind.Timeout });
        Assert.Empty(folder.Names());
    }

    [Fact]
    public void The_limits_fit_each_other()
    {
        OutputTarget target = new("x", "dog.png", Overwrite: false);
        Assert.Equal(512L * Megabyte, target.MaxBytes);
        Assert.True(EditAnswerReader.MaxBytes >= 4 * (AtomicImageFile.MaxBytes / 3 * 4));
    }

    [Fact]
    public void A_small_body_that_grows_when_unpacked_is_refused()
    {
        byte[] bomb = Bomb(300 * Megabyte);
        Assert.InRange(bomb.Length, 0, Megabyte * 2);
        Refused(One(bomb), response => SmallBody.ReadAsync(response, default), most: Megabyte, isCompressed: true);
        Refused(One(bomb), response => new EditAnswerReader(null).ReadAsync(response, default), most: Megabyte, isCompressed: true);
    }

    [Theory]
    [InlineData(0xE0, 0, 0)]
    [InlineData(0xE0, 0, 7)]
    public void An_image_of_nothing_but_segments_is_not_read_for_long(byte marker, byte high, byte low)
    {
        byte[] piece = [0xFF, marker, high, low];
        using MemoryStream image = new([0xFF, 0xD8, .. Enumerable.Repeat(piece, 2 * Megabyte).SelectMany(bytes => bytes)]);
        Assert.Null(PixelSize.Read(image, ImageFormat.Jpeg));
        Assert.InRange(image.Position, 0, Megabyte);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"error\":", "}")]
    [InlineData("{\"result\":", "}")]
    [InlineData("{\"job\":", "}")]
    [InlineData("{\"data\":", "}")]
    public async Task JSON_of_100000_levels_is_an_error_of_the_answer(string open, string close)
    {
        const int Depth = 100_000;
        byte[] deep = Encoding.ASCII.GetBytes($"{string.Concat(Enumerable.Repeat(open, Depth))}1{string.Concat(Enumerable.Repeat(close, Depth))}");
        Assert.Equal(new ErrorBody(null, null, null), ErrorBody.Parse(deep));
        Assert.Equal(PhotaErrorKind.Response, Assert.Throws<PhotaException>(() => JobBody.Read(deep, null)).Kind);
        Assert.Equal(PhotaErrorKind.Response, Assert.Throws<PhotaException>(() => WebhookSecretBody.Read(deep)).Kind);
        Assert.Null(CallbackSignature.Verify(deep, "sha256=00", new WebhookSecret("whsec")).JobId);
        using HttpResponseMessage response = new() { Content = new ByteArrayContent(deep) };
        Assert.Equal(PhotaErrorKind.Response, (await Assert.ThrowsAsync<PhotaException>(() => new EditAnswerReader(null).ReadAsync(response, default))).Kind);

        using TempFolder folder = new();
        File.WriteAllBytes(folder.File("names.json"), deep);
        Assert.Equal(PhotaErrorKind.Validation, Assert.Throws<PhotaException>(() => new ProfileNameFile(folder.File("names.json")).Read()).Kind);
        Directory.CreateDirectory(folder.File(".phota/ledger"));
        File.WriteAllBytes(folder.File(".phota/ledger/one.jsonl"), [.. deep, (byte)'\n', .. deep, (byte)'\n']);
        using Ledger ledger = Ledger.Open(folder.Path);
        Assert.Empty(ledger.Images());
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, 1)]
    [InlineData(HttpStatusCode.BadRequest, 1)]
    [InlineData(HttpStatusCode.OK, 20)]
    public async Task A_header_of_megabytes_is_an_error(HttpStatusCode status, int megabytes)
    {
        using OtherHost service = new(_ => OtherHost.Answer($"{(int)status} X\r\nX-Request-Id: {new string('x', megabytes * Megabyte)}", "{}"u8.ToArray()));
        PhotaClient client = new(new PhotaClientOptions(new ApiKey("sandbox-header")) { BaseUri = new Uri(service.Address) });
        GenerateRequest request = new() { Prompt = "x", ResponseMode = ResponseMode.Bytes };
        using TempFolder folder = new();
        PhotaException e = await Assert.ThrowsAsync<PhotaException>(() => client.MakeAsync(request, new OutputTarget(folder.Path, "x", Overwrite: false)));
        Assert.Equal(PhotaErrorKind.Network, e.Kind);
        Assert.Single(service.Heads);
    }

    private static void Refused(PieceStream body, Func<HttpResponseMessage, Task> read, long most, bool isCompressed = false)
    {
        using HttpResponseMessage response = new() { Content = new StreamContent(body) };
        if (isCompressed) response.Content.Headers.ContentEncoding.Add("gzip");
        DecompressionHandler.Decompress(response);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.IsType<PhotaException>(Record.ExceptionAsync(() => read(response)).GetAwaiter().GetResult());
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 24 * Megabyte);
        Assert.InRange(body.Taken, 0, most);
    }

    private static PieceStream One(byte[] body) => new(number => number == 0 ? body : default(ReadOnlyMemory<byte>));

    private static byte[] Bomb(int length)
    {
        using MemoryStream compressed = new();
        byte[] blanks = new byte[Megabyte];
        blanks.AsSpan().Fill((byte)' ');
        using (GZipStream gzip = new(compressed, CompressionLevel.Optimal))
        {
            for (int i = 0; i < length / Megabyte; i++) gzip.Write(blanks);
        }

        return compressed.ToArray();
    }

    private sealed class CountingSink : IImageSink
    {
        public long Length { get; private set; }

        public void Begin() => Length = 0;

        public void Add(ReadOnlySpan<byte> base64) => Length += base64.Length;

        public void End()
        {
        }
    }
}

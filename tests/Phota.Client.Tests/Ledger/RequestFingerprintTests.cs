namespace Phota.Tests.Ledgers;

/// <summary>What a request is must be the same in every release: a change here makes users pay again for what they have.</summary>
public sealed class RequestFingerprintTests : IDisposable
{
    private static readonly Uri s_endpoint = new("https://api.example");

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_enhancement_is_known_by_its_golden_value() =>
        Assert.Equal("1d55f97bf323df1a14b049231e23febe", Of(new EnhanceRequest(Photo())));

    [Fact]
    public void An_edit_with_all_options_is_known_by_its_golden_value() => Assert.Equal("dad9ee4bc0e2056ab215282f2dcbba1d", Of(Edit()));

    [Fact]
    public void An_edit_of_a_URL_is_known_by_its_golden_value() => Assert.Equal("a1041c49fca0b1b85685391a89971208", Of(new EditRequest(
        [ImageInput.FromUri(new Uri("https://photos.example/a%20b.jpg?width=2&X-Amz-Signature=1&sig=2"))])
    { Prompt = "wärmer" }));

    [Fact]
    public void A_generated_image_is_known_by_its_golden_value() =>
        Assert.Equal("7806f59d8f58868fb4f2d5a229788a4e", Of(new GenerateRequest { Prompt = "a lighthouse\nat night, [[anna]]" }));

    [Fact]
    public void A_remix_is_known_by_its_golden_value() =>
        Assert.Equal("5fdf79413192a4fca9b45aab5d48c01d", Of(new RemixRequest(Photo(), Photo("style.png", 200)) { ProfileIds = ["p"] }));

    [Fact]
    public void Its_id_at_the_service_is_known_by_its_golden_value()
    {
        RequestFingerprint fingerprint = RequestFingerprint.Compute(new EnhanceRequest(Photo()), s_endpoint);
        Assert.Equal("2839a96cf803f7aa3cf1019d83be666b", fingerprint.ClientRequestId(1, 4, 1));
        Assert.Equal(
            4, new[] { (1, 4, 1), (5, 4, 1), (1, 3, 1), (1, 4, 2) }.Select(range => fingerprint.ClientRequestId(range.Item1, range.Item2, range.Item3)).Distinct().Count());
    }

    [Fact]
    public void Defaults_that_are_typed_out_change_nothing()
    {
        ImageOptions typed = new() { AspectRatio = "AUTO", Resolution = "1k", BaseModel = "NB2", Quality = "auto" };
        Assert.Equal(Of(new EditRequest([Photo()]) { Prompt = "x" }), Of(new EditRequest([Photo()]) { Prompt = "x", Options = typed }));
        Assert.Equal(Of(new GenerateRequest { Prompt = "x" }), Of(new GenerateRequest { Prompt = "x", Options = typed }));
    }

    [Fact]
    public void What_the_image_does_not_depend_on_changes_nothing()
    {
        EditRequest edit = Edit();
        Assert.Equal(Of(edit), Of(edit with { Count = 7 }));
        Assert.Equal(Of(edit), Of(edit with { ResponseMode = ResponseMode.Bytes }));
        Assert.Equal(Of(edit), Of(edit with { ProfileIds = ["b", "a", "a"] }));
        Assert.Equal(Of(edit), Of(edit with { Images = [Photo("moved.png", 100), Photo("second.png", 200)] }));
        Dictionary<string, object?> reordered = new() { ["b"] = new Dictionary<string, object?> { ["d"] = 2, ["c"] = 1 }, ["a"] = 1 };
        Assert.Equal(Of(edit), Of(edit with { AdditionalBody = reordered }));
    }

    [Fact]
    public void What_the_image_depends_on_makes_another_request()
    {
        EditRequest edit = Edit();
        ImageRequest[] different =
        [
            edit,
            edit with { Prompt = "cooler" },
            edit with { Prompt = null },
            edit with { OutputFormat = OutputFormat.Jpg },
            edit with { ProfileIds = ["a"] },
            edit with { ProfileIds = [] },
            edit with { AdditionalBody = new Dictionary<string, object?> { ["a"] = 2 } },
            edit with { Images = [Photo("changed.png", 101), Photo("second.png", 200)] },
            edit with { Images = [Photo("second.png", 200), Photo("first.png", 100)] },
            edit with { Images = [Photo("first.png", 100)] },
            edit with { Images = [ImageInput.FromUri(new Uri("https://photos.example/1.jpg"))] },
            edit with { Images = [ImageInput.FromUri(new Uri("https://photos.example/1.jpg?size=2"))] },
            edit with { Options = edit.Options with { AspectRatio = "1:1" } },
            edit with { Options = edit.Options with { Resolution = "1K" } },
            edit with { Options = edit.Options with { BaseModel = "nb2" } },
            edit with { Options = edit.Options with { Quality = "high" } },
            new EnhanceRequest(Photo()),
            new EnhanceRequest(Photo()) { Prompt = "x" },
            new RemixRequest(Photo(), Photo()),
            new GenerateRequest { Prompt = "x" },
            new GenerateRequest { Prompt = "x", OutputFormat = OutputFormat.Png },
        ];
        Assert.Equal(different.Length, different.Select(Of).Distinct().Count());
    }

    [Fact]
    public void Each_service_has_requests_of_its_own_and_the_sandboxes_of_a_machine_are_one()
    {
        EnhanceRequest request = new(Photo());
        string[] endpoints = ["https://api.example", "https://other.example", "https://api.example/v2", "http://127.0.0.1:5001"];
        Assert.Equal(endpoints.Length, endpoints.Select(endpoint => Of(request, endpoint)).Distinct().Count());
        Assert.Equal(Of(request, "https://api.example"), Of(request, "https://API.example/"));
        Assert.Equal(Of(request, "http://127.0.0.1:5001"), Of(request, "http://localhost:5002/"));
    }

    [Fact]
    public void A_result_that_is_not_on_disk_is_known_by_its_request_and_one_that_is_by_its_bytes()
    {
        PhotaImage first = new() { Operation = "remix", Fingerprint = new string('a', 32), DownloadUri = new Uri("https://cdn.example/1?sig=1") };
        PhotaImage later = first with { DownloadUri = new Uri("https://elsewhere.example/other?sig=2") };
        Assert.Equal(Of(Enhance(first)), Of(Enhance(later)));
        Assert.NotEqual(Of(Enhance(first)), Of(Enhance(first with { Variation = 2 })));
        Assert.NotEqual(Of(Enhance(first)), Of(Enhance(first with { Fingerprint = new string('b', 32) })));

        ImageInput file = Photo();
        Assert.Equal(Of(new EnhanceRequest(file)), Of(Enhance(first with { FullName = file.Source })));
        Assert.Equal(Of(new EnhanceRequest(file)), Of(Enhance(first with { FullName = file.Source, DownloadUri = null })));
    }

    [Fact]
    public void An_edited_photo_keeps_the_fingerprint_of_its_options()
    {
        RequestFingerprint before = RequestFingerprint.Compute(new EnhanceRequest(Photo()), s_endpoint);
        RequestFingerprint after = RequestFingerprint.Compute(new EnhanceRequest(Photo("edited.png", 101)), s_endpoint);
        RequestFingerprint other = RequestFingerprint.Compute(new EnhanceRequest(Photo()) { Prompt = "x" }, s_endpoint);
        Assert.NotEqual(before, after);
        Assert.Equal(before.Options, after.Options);
        Assert.NotEqual(before.Options, other.Options);
    }

    [Fact]
    public void Shares_are_even_and_each_request_is_in_one()
    {
        RequestFingerprint[] all = [.. Enumerable.Range(0, 1000).Select(i => RequestFingerprint.Compute(new GenerateRequest { Prompt = $"{i}" }, s_endpoint))];
        int[] shares = [.. Enumerable.Range(1, 4).Select(number => all.Count(fingerprint => fingerprint.IsIn(new Shard($"{number}/4"))))];
        Assert.Equal(1000, shares.Sum());
        Assert.All(shares, share => Assert.InRange(share, 180, 320));
    }

    [Theory]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("3")]
    [InlineData("1/x")]
    [InlineData("1/2/3")]
    public void What_is_no_share_is_refused(string text) => Assert.Throws<FormatException>(() => new Shard(text));

    private static string Of(ImageRequest request) => RequestFingerprint.Compute(request, s_endpoint).Value;

    private static string Of(ImageRequest request, string endpoint) => RequestFingerprint.Compute(request, new Uri(endpoint)).Value;

    private static EnhanceRequest Enhance(PhotaImage image) => new(ImageInput.FromResult(image));

    private EditRequest Edit() => new([Photo("first.png", 100), Photo("second.png", 200)])
    {
        Prompt = "warmer",
        ProfileIds = ["a", "b"],
        Options = new() { AspectRatio = "16:9", Resolution = "2K", BaseModel = "gpt-image-2", Quality = "low" },
        OutputFormat = OutputFormat.Png,
        AdditionalBody = new Dictionary<string, object?> { ["a"] = 1, ["b"] = new Dictionary<string, object?> { ["c"] = 1, ["d"] = 2 } },
    };

    private ImageInput Photo(string name = "first.png", int length = 100)
    {
        string path = _folder.File(name);
        if (!File.Exists(path)) File.WriteAllBytes(path, Pixels.Png(length));
        return ImageInput.FromFile(path);
    }
}

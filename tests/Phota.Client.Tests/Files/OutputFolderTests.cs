namespace Phota.Tests.Files;

public sealed class OutputFolderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.png", "a.png.jpg")]
    [InlineData("sub/a.png", "sub/a.png.jpg")]
    [InlineData("sub/../b/a.png", "b/a.png.jpg")]
    [InlineData("..photos/a.png", "..photos/a.png.jpg")]
    public void A_tree_is_mirrored(string source, string expected) => Assert.Equal(
        Path.GetFullPath(Path.Combine(_folder.File("out"), expected)),
        PathFor(new OutputFolder(_folder.File("out"), _folder.File("photos"), overwrite: false), Path.Combine(_folder.File("photos"), source)));

    [Theory]
    [InlineData("a.png")]
    [InlineData("other/a.png")]
    [InlineData("photos/../a.png")]
    [InlineData("photos2/a.png")]
    public void What_is_not_below_the_tree_is_refused(string source)
    {
        PhotaException e = Assert.Throws<PhotaException>(() =>
            PathFor(new OutputFolder(_folder.File("out"), _folder.File("photos"), overwrite: false), _folder.File(source)));
        Assert.Equal(PhotaErrorKind.OutputFile, e.Kind);
        Assert.Equal(PhotaRemedy.ChooseCommonFolder, e.Remedy);
    }

    [Fact]
    public void A_name_belongs_to_the_first_input_whichever_is_ready_first()
    {
        OutputFolder folder = new(_folder.Path, null, overwrite: false);
        GenerateRequest first = new() { Prompt = "a fox" };
        GenerateRequest second = first with { Options = new() { AspectRatio = "1:1" } };
        OutputTarget target = folder.TargetFor(first);
        foreach (GenerateRequest request in new[] { first, second }) folder.Claim(request, target, null, Fingerprint);
        Assert.Contains("'a fox' and 'a fox'", Assert.Throws<PhotaException>(() => folder.Claim(second, target, Fingerprint(second), Fingerprint)).Message, StringComparison.Ordinal);
        folder.Claim(first, target, Fingerprint(first), Fingerprint);

        static RequestFingerprint Fingerprint(ImageRequest request) => RequestFingerprint.Compute(request, new("https://api.example"));
    }

    [Theory]
    [InlineData("https://photos.example/a/fox.png?x=", null, "fox.png.jpg")]
    [InlineData("/elsewhere/fox.png", null, "fox.png.jpg")]
    [InlineData(null, null, "image-")]
    [InlineData(null, "A red fox!", "a-red-fox-")]
    public void Without_a_tree_all_lie_side_by_side(string? source, string? prompt, string start)
    {
        PhotaImage image = new() { Operation = "edit", Source = source, Prompt = prompt };
        string path = new OutputFolder(_folder.Path, null, overwrite: true).TargetFor(image).PathFor(0, ImageFormat.Jpeg);
        Assert.Equal(_folder.Path, Path.GetDirectoryName(path));
        Assert.StartsWith(start.Split('.')[0], Path.GetFileName(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_target_overwrites_as_its_folder_does(bool overwrite)
    {
        OutputFolder folder = new(_folder.Path, null, overwrite);
        PhotaImage[] images = [new() { Operation = "edit", Prompt = "x" }, new() { Operation = "edit", Source = "a.png" }, new() { Operation = "edit", Source = "https://a.example/a.png" }];
        Assert.All(images, image => Assert.Equal(overwrite, folder.TargetFor(image).Overwrite));
    }

    [Fact]
    public void A_folder_that_can_be_written_is_made_and_left_empty()
    {
        OutputFolder folder = new(_folder.File("a/b"), null, overwrite: false);
        folder.Prepare(folder.TargetFor(new PhotaImage { Operation = "edit", Prompt = "x" }));
        Assert.Equal(["a", Path.Combine("a", "b")], _folder.Names());
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_fatal_error_each_time()
    {
        File.WriteAllText(_folder.File("a"), "a file");
        OutputFolder folder = new(_folder.File("a/b"), null, overwrite: false);
        PhotaException e = Assert.Throws<PhotaException>(() => folder.Prepare(folder.TargetFor(new PhotaImage { Operation = "edit", Prompt = "x" })));
        Assert.Equal((PhotaErrorKind.OutputFile, true), (e.Kind, e.IsFatal));
    }

    private static string PathFor(OutputFolder folder, string source) => folder.TargetFor(new PhotaImage { Operation = "edit", Source = source }).PathFor(0, ImageFormat.Jpeg);
}

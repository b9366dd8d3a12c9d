namespace Phota.Tests.Files;

public sealed class OutputTargetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_image_takes_a_free_name_and_one_that_has_the_same_bytes()
    {
        OutputTarget target = new(_folder.Path, "fox.png", Overwrite: false);
        for (int i = 0; i < 2; i++) Assert.Equal(_folder.File("fox.png"), Save(target).Path);
        Assert.Equal(["fox.png"], _folder.Names());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_image_replaces_another_file_only_where_it_may(bool overwrite)
    {
        OutputTarget target = new(_folder.Path, "fox.png", overwrite);
        File.WriteAllText(_folder.File("fox.png"), "mine");
        if (overwrite) Save(target);
        else Assert.Equal(PhotaRemedy.Replace, Assert.Throws<PhotaException>(() => Save(target)).Remedy);
        Assert.Equal(overwrite ? Pixels.Png() : "mine"u8.ToArray(), File.ReadAllBytes(_folder.File("fox.png")));
        Assert.Equal(["fox.png"], _folder.Names());
    }

    [Theory]
    [InlineData(OutputFormat.Png, "fox.v2.png", false)]
    [InlineData(OutputFormat.Png, "fox.v3.png", true)]
    [InlineData(OutputFormat.Png, "fox.png.v2.jpg", true)]
    [InlineData(OutputFormat.Jpg, "fox.png.v2.jpg", false)]
    public void All_names_of_a_request_have_to_be_free_before_it_is_sent(OutputFormat format, string taken, bool isFree)
    {
        File.WriteAllText(_folder.File(taken), "mine");
        Exception? refusal = Record.Exception(() => new OutputTarget(_folder.Path, "fox.png", Overwrite: false).RequireFree(2, format));
        Assert.Equal(isFree ? null : PhotaErrorKind.OutputFile, (refusal as PhotaException)?.Kind);
        Assert.Equal(isFree, refusal is null);
        new OutputTarget(_folder.Path, "fox.png", Overwrite: true).RequireFree(2, format);
    }

    private static SavedImage Save(IImageStore store)
    {
        using AtomicImageFile file = store.Create();
        file.Write(Pixels.Png());
        return store.Save(file, 0);
    }
}

using System.Security.Cryptography;

namespace Phota.Tests.Files;

public sealed class AtomicImageFileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly byte[] _image = Pixels.Png(300_000);

    private string Hash => Convert.ToHexString(SHA256.HashData(_image)).ToLowerInvariant();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_begun_anew_is_hashed_and_measured_anew()
    {
        using AtomicImageFile file = new(_folder.Path, "a.part");
        file.Write(new byte[1000]);
        file.Restart();
        await file.FillAsync(new MemoryStream(_image), default);
        ImageFileInfo info = file.Complete(0);
        Assert.Equal(new(ImageFormat.Png, 1, 1, _image.Length, Hash), info);
        Assert.True(file.TryMoveTo(_folder.File("a.png")));
        Assert.Equal(_image, File.ReadAllBytes(_folder.File("a.png")));
    }

    [Fact]
    public void Nothing_that_is_there_already_is_written_to()
    {
        File.WriteAllText(_folder.File("a.part"), "mine");
        Assert.Equal(PhotaErrorKind.OutputFile, Assert.Throws<PhotaException>(() => new AtomicImageFile(_folder.Path, "a.part")).Kind);
        Assert.Equal("mine", File.ReadAllText(_folder.File("a.part")));
    }

    [Fact]
    public void One_that_gets_no_name_leaves_nothing_and_one_that_is_kept_does()
    {
        using (AtomicImageFile file = new(_folder.Path, "a.part")) file.Write(_image);
        Assert.Empty(_folder.Names());
        using (AtomicImageFile file = new(_folder.Path, "a.part"))
        {
            file.Write(_image);
            file.Keep();
        }

        Assert.Equal(["a.part"], _folder.Names());
    }

    [Fact]
    public void It_takes_as_many_bytes_as_it_may_and_not_one_more()
    {
        using AtomicImageFile file = new(_folder.Path, "a.part", maxBytes: 1000);
        file.Write(new byte[600]);
        file.Write(new byte[400]);
        Assert.Equal(PhotaErrorKind.Response, Assert.Throws<PhotaException>(() => file.Write([1])).Kind);
        Assert.Equal(1000, file.Length);
    }

    [Fact]
    public void What_is_no_image_or_too_large_is_named_as_that()
    {
        using AtomicImageFile file = new(_folder.Path, "a.part", maxBytes: 2 * 1024 * 1024);
        file.Write("not an image"u8);
        Assert.Contains("image 3 is not an image", Assert.Throws<PhotaException>(() => file.Complete(2)).Message, StringComparison.Ordinal);
        Assert.Contains("more than 2 MB", Assert.Throws<PhotaException>(() => file.Write(new byte[2 * 1024 * 1024])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_not_intact()
    {
        File.WriteAllBytes(_folder.File("a.png"), _image);
        using FileStream locked = new(_folder.File("a.png"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.False(AtomicImageFile.IsIntact(_folder.File("a.png"), _image.Length, Hash));
    }

    [Fact]
    public void Another_file_is_replaced_only_where_that_is_asked_for()
    {
        File.WriteAllText(_folder.File("a.png"), "mine");
        using AtomicImageFile file = new(_folder.Path, "a.part");
        file.Write(_image);
        Assert.False(file.TryMoveTo(_folder.File("a.png")));
        Assert.Equal("mine", File.ReadAllText(_folder.File("a.png")));
        Assert.False(file.IsGone);
        Assert.True(file.TryMoveTo(_folder.File("a.png"), overwrite: true));
        Assert.Equal(_image, File.ReadAllBytes(_folder.File("a.png")));
        Assert.True(file.IsGone);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void A_folder_that_is_gone_ends_everything_and_a_name_that_is_a_folder_does_not(bool isGone, bool overwrite)
    {
        string path = Path.Combine(_folder.File("out"), "a.png");
        if (!isGone) Directory.CreateDirectory(path);
        using AtomicImageFile file = new(_folder.Path, "a.part");
        file.Write(_image);
        PhotaException e = Assert.Throws<PhotaException>(() => file.TryMoveTo(path, overwrite || !isGone));
        Assert.Equal((PhotaErrorKind.OutputFile, isGone), (e.Kind, e.IsFatal));
    }

    [Fact]
    public void A_part_that_cannot_be_created_is_a_fatal_error()
    {
        PhotaException e = Assert.Throws<PhotaException>(() => new AtomicImageFile(_folder.File("missing"), "a.part"));
        Assert.Equal((PhotaErrorKind.OutputFile, true), (e.Kind, e.IsFatal));
    }

    [Fact]
    public void Only_the_very_bytes_are_intact()
    {
        string path = _folder.File("a.png");
        Assert.False(AtomicImageFile.IsIntact(path, _image.Length, Hash));
        File.WriteAllBytes(path, _image);
        Assert.True(AtomicImageFile.IsIntact(path, _image.Length, Hash));
        Assert.True(AtomicImageFile.IsIntact(path, _image.Length, Hash.ToUpperInvariant()));
        Assert.False(AtomicImageFile.IsIntact(path, _image.Length + 1, Hash));
        Assert.False(AtomicImageFile.IsIntact(path, null, Hash));
        Assert.False(AtomicImageFile.IsIntact(path, _image.Length, null));

        byte[] corrupted = [.. _image];
        corrupted[^1] ^= 1;
        File.WriteAllBytes(path, corrupted);
        Assert.False(AtomicImageFile.IsIntact(path, _image.Length, Hash));
    }

    [Fact]
    public void A_copy_has_the_same_bytes_and_hash()
    {
        File.WriteAllBytes(_folder.File("a.png"), _image);
        SavedImage copy = AtomicImageFile.Copy(_folder.File("a.png"), new OutputTarget(_folder.Path, "b.png", Overwrite: false), 0);
        Assert.Equal((_folder.File("b.png"), Hash, (long)_image.Length), (copy.Path, copy.Info.Sha256, copy.Info.Length));
        Assert.Equal(_image, File.ReadAllBytes(copy.Path));
        Assert.Equal(["a.png", "b.png"], _folder.Names());
    }
}

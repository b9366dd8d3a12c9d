namespace Phota.Tests.Images;

/// <summary>A photo that is still being copied is refused, whatever its format; what cameras append to a whole one does no harm.</summary>
public sealed class ImageEndingTests
{
    public static TheoryData<string> Photos => [.. Directory.GetFiles(Repository.File("docs/photos")).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Photos))]
    public void A_photo_that_breaks_off_is_refused_and_a_whole_one_is_not(string name)
    {
        byte[] whole = File.ReadAllBytes(Repository.File($"docs/photos/{name}"));
        using TempFolder folder = new();
        string path = folder.File(name);
        File.WriteAllBytes(path, whole);
        Assert.Equal(path, ImageInput.FromFile(path).Source);
        foreach (double part in new[] { 0.2, 0.5, 0.9, 0.99 })
        {
            File.WriteAllBytes(path, whole[..(int)(whole.Length * part)]);
            PhotaException refused = Assert.Throws<PhotaException>(() => ImageInput.FromFile(path));
            Assert.Equal(PhotaErrorKind.InputFile, refused.Kind);
            Assert.Contains(path, refused.Message, StringComparison.Ordinal);
            Assert.Contains("breaks off", refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Photos))]
    public void What_follows_the_end_does_no_harm(string name)
    {
        byte[] whole = File.ReadAllBytes(Repository.File($"docs/photos/{name}"));
        using TempFolder folder = new();
        string path = folder.File(name);
        File.WriteAllBytes(path, [.. whole, .. new byte[200_000]]);
        Assert.Equal(path, ImageInput.FromFile(path).Source);
    }

    [Fact]
    public void A_HEIC_file_goes_on_to_the_end_of_its_last_box()
    {
        using TempFolder folder = new();
        string path = folder.File("photo.heic");
        byte[] whole = [0, 0, 0, 16, .. "ftypheic"u8, 0, 0, 0, 0, 0, 0, 1, 0, .. "mdat"u8, .. new byte[248]];
        File.WriteAllBytes(path, whole);
        Assert.Equal(path, ImageInput.FromFile(path).Source);
        File.WriteAllBytes(path, whole[..200]);
        Assert.Throws<PhotaException>(() => ImageInput.FromFile(path));
    }
}

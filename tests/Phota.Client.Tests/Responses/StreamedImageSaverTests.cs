using System.Security.Cryptography;
using System.Text;

namespace Phota.Tests.Responses;

public sealed class StreamedImageSaverTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(200_001)]
    [InlineData(200_002)]
    [InlineData(196_608)]
    public void An_image_is_decoded_into_its_file_wherever_its_text_is_cut(int length)
    {
        byte[] image = Pixels.Png(length);
        byte[] text = Encoding.ASCII.GetBytes(Convert.ToBase64String(image));
        foreach (int step in new[] { 1, 7, 4096, 65_536, 1_000_000 })
        {
            using TempFolder folder = new();
            SavedImage saved = Save(folder, text, step);

            Assert.Equal(image, File.ReadAllBytes(saved.Path));
            Assert.Equal(image.Length, saved.Info.Length);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(image)), saved.Info.Sha256);
            Assert.Equal((1, 1), (saved.Info.Width!.Value, saved.Info.Height!.Value));
            Assert.Equal(["dog.png"], folder.Names());
        }
    }

    [Fact]
    public void Line_breaks_in_the_text_are_nothing_to_it()
    {
        byte[] image = Pixels.Png(300_000);
        byte[] text = Encoding.ASCII.GetBytes(Convert.ToBase64String(image, Base64FormattingOptions.InsertLineBreaks));
        using TempFolder folder = new();

        Assert.Equal(image, File.ReadAllBytes(Save(folder, text, 5000).Path));
    }

    [Theory]
    [InlineData("iVBORw0KGgo", "base64")]
    [InlineData("iVBO*w0KGgo=", "base64")]
    [InlineData("QQ==QQ==", "base64")]
    [InlineData("bm90IGEgcGljdHVyZQ==", "not an image")]
    [InlineData("", "not an image")]
    public void What_is_no_image_is_an_error_and_leaves_nothing(string text, string words)
    {
        using TempFolder folder = new();
        PhotaException e = Assert.Throws<PhotaException>(() => Save(folder, Encoding.ASCII.GetBytes(text), 3));

        Assert.Equal(PhotaErrorKind.Response, e.Kind);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Empty(folder.Names());
    }

    private static SavedImage Save(TempFolder folder, byte[] text, int step)
    {
        using StreamedImageSaver saver = new(new OutputTarget(folder.Path, "dog.png", Overwrite: false));
        saver.Begin();
        for (int at = 0; at < text.Length; at += step) saver.Add(text.AsSpan(at, Math.Min(step, text.Length - at)));
        saver.End();
        return Assert.Single(saver.Saved);
    }
}

using System.Text;

namespace Phota.Tests.Files;

public sealed class ImageSignatureTests
{
    [Theory]
    [InlineData("FFD8FFE000104A464946", ImageFormat.Jpeg)]
    [InlineData("89504E470D0A1A0A0000000D", ImageFormat.Png)]
    public void Binary_signatures_are_known(string hex, ImageFormat expected) =>
        Assert.Equal(expected, ImageSignature.Detect(Convert.FromHexString(hex)));

    [Theory]
    [InlineData("RIFF\u0001\u0002\u0003\u0004WEBPVP8 ", ImageFormat.WebP)]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", ImageFormat.Heic)]
    [InlineData("\0\0\0\u0018ftypmsf1\0\0\0\0hevcmsf1", ImageFormat.Heic)]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0mif1avif", null)]
    [InlineData("\0\0\0\u0018ftypisom\0\0\0\0isommp42", null)]
    [InlineData("RIFF\u0001\u0002\u0003\u0004WAVEfmt ", null)]
    [InlineData("not an image, though it may be named .jpg", null)]
    [InlineData("", null)]
    public void Text_signatures_are_known(string head, ImageFormat? expected) =>
        Assert.Equal(expected, ImageSignature.Detect(Encoding.Latin1.GetBytes(head)));
}
